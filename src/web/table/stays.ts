import type { CSSProperties } from 'react'
import css from '../ui/table.module.css'
import type { Column } from './column.ts'
import { leftOf } from './layout.ts'

/** Of the cells and the head of a column that stays while others scroll: the name, and what is pinned after it. */
export const stays = ({ id, kind, pinned }: Pick<Column<never>, 'id' | 'kind' | 'pinned'>): { className?: string; style?: CSSProperties } =>
  pinned ? { className: css.pin, style: { '--left': leftOf(id) } as CSSProperties } : kind === 'name' ? { className: css.lead } : {}

import { cx } from './cx.ts'
import css from './skeleton-bar.module.css'

/** A still bar, 10 px, where text will be; the widths differ by row, as words do. A table has a hundred of them: they are plain. */
export function SkeletonBar({ width = 'long' }: { width?: 'short' | 'middle' | 'long' | 'box' }) {
  return <span className={cx(css.bar, css[width])} aria-hidden />
}

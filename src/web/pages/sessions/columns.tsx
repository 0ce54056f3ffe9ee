import type { Session } from '#contract/sessions.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, nameColumn, textColumn } from '../../table/columns.tsx'
import { browserOf } from './browser.ts'

/** Of somebody else none is the one that one is in. */
export const theirSessionColumns: readonly Column<Session>[] = [
  nameColumn({ id: 'address', header: 'Where', name: (session) => session.address }),
  textColumn({ id: 'browser', header: 'Browser', of: (session) => browserOf(session.userAgent), width: 200 }),
  dateColumn({ id: 'createdAt', header: 'Started', of: (session) => session.createdAt }),
  agoColumn({ id: 'lastSeenAt', header: 'Last seen', of: (session) => session.lastSeenAt }),
]

export const sessionColumns: readonly Column<Session>[] = [
  ...theirSessionColumns,
  textColumn({ id: 'current', header: 'Session', of: (session) => (session.current ? 'This session' : 'Another'), width: 120 }),
]

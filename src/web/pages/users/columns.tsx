import type { User } from '#contract/users.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { roleWord, userStatus, userStatusWord } from './words.ts'

/** **USERS**. */
export const userTableColumns: readonly Column<User>[] = [
  nameColumn({ name: (user) => user.name, href: (user) => paths.user(user.id), width: 180 }),
  { ...textColumn<User>({ id: 'email', header: 'Email', of: (user) => user.email, width: 220 }), grow: 440 },
  { ...textColumn<User>({ id: 'role', header: 'Role', of: (user) => roleWord[user.role], width: 128 }), words: roleWord },
  statusColumn({ of: userStatus, words: userStatusWord }),
  { id: 'apiKeys', header: 'API keys', width: 88, value: (user) => user.apiKeys, cell: (user) => user.apiKeys },
  agoColumn({ id: 'lastSignInAt', header: 'Last sign-in', of: (user) => user.lastSignInAt }),
  dateColumn({ id: 'createdAt', header: 'Created', of: (user) => user.createdAt }),
]

import type { AuthKey } from '#contract/auth-keys.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { dateColumn, monoColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { NameCell } from '../../ui/cells.tsx'
import { Mono } from '../../ui/mono.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { SecretCell } from './secret-cell.tsx'
import { statusWord, typeWord } from './words.ts'

const id: Column<AuthKey> = {
  ...monoColumn<AuthKey>({ id: 'id', header: 'AuthKey ID', of: (key) => key.id, width: 284 }),
  kind: 'name',
  cell: (key) => (
    <NameCell>
      <TextLink href={paths.authKey(key.id)}>
        <Mono>{key.id}</Mono>
      </TextLink>
    </NameCell>
  ),
}
const label = textColumn<AuthKey>({ id: 'label', header: 'Label', of: (key) => key.label, width: 140 })
const type: Column<AuthKey> = { ...textColumn<AuthKey>({ id: 'type', header: 'Type', of: (key) => typeWord[key.type], width: 108 }), words: typeWord }

/** Shown to administrators only; where it is not shown, **Reveal** has no place to show it. */
export const authKeyColumn = 'authKey'
const secret = { id: authKeyColumn, header: 'AuthKey', width: 156, sortField: 'hint.last4', csv: (key: AuthKey) => `…${key.hint.last4}` }
const revealing: Column<AuthKey> = { ...secret, cell: (key) => <SecretCell authKey={key} /> }
const masked: Column<AuthKey> = { ...secret, cell: (key) => <Mono>{`••••••••${key.hint.last4}`}</Mono> }

const rest: readonly Column<AuthKey>[] = [
  dateColumn({ id: 'createdAt', header: 'Created', of: (key) => key.createdAt }),
  dateColumn({ id: 'expiresAt', header: 'Expires', of: (key) => key.expiresAt, never: 'Never' }),
  statusColumn({ of: (key) => statusWord[key.status], words: statusWord }),
  { ...textColumn<AuthKey>({ id: 'createdBy.name', header: 'Created by', of: (key) => key.createdBy?.name ?? null, width: 140 }), hidden: true },
]

/** **AuthKeys** of an administrator (A3). */
export const authKeyTableColumns: readonly Column<AuthKey>[] = [id, label, type, revealing, ...rest]
/** Of others: masked, read only (rules: Other people's). */
export const readOnlyColumns: readonly Column<AuthKey>[] = [id, label, type, masked, ...rest]

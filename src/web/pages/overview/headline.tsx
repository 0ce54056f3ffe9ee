import { CircleAlert, Clock3 } from 'lucide-react'
import { credentialKinds } from '#contract/credential-kinds.ts'
import type { Inventory, InventoryCount, InventoryKind, KindInventory } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { several } from '#contract/several.ts'
import { useNow } from '../../client/use-now.ts'
import type { Things } from '../../table/list-table-props.ts'
import { relativeWithin } from '../../ui/dates.ts'
import { Figures } from '../../ui/figures.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { rowId, tableHref } from './links.ts'
import { numberWords } from './number-words.ts'

/** A number over all kinds, and where what it counts can be seen: in the one table that has it, else in the row that adds it up. */
function sumOf(kinds: readonly KindInventory[], role: Role, name: InventoryCount | 'all') {
  const parts = kinds.flatMap(({ kind, total, capped, counts }) =>
    name === 'all' ? [{ kind, count: total, capped, filter: '' }] : counts.filter((count) => count.name === name).map((count) => ({ kind, ...count })),
  )
  const having = parts.filter(({ count }) => count > 0)
  const only = parts.length === 1 ? parts[0] : having.length === 1 ? having[0] : undefined
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const capped = parts.some((part) => part.capped)
  return {
    count,
    words: numberWords(count, capped),
    of: (things: Things) => (capped ? `${numberWords(count, capped)} ${things.many}` : several(count, things)),
    href: only === undefined ? `#${rowId(name)}` : tableHref(only.kind, role, only.filter),
  }
}

/** The five figures: how many there are, and what about them cannot wait. */
export function Headline({ data: { kinds, timeline }, role }: { data: Inventory; role: Role }) {
  const now = useNow()
  const credentials = kinds.filter(({ kind }) => kind !== 'connector')
  const one = (kind: InventoryKind) => kinds.filter((each) => each.kind === kind)
  const [all, soon, unused, never] = (['all', 'expires-30', 'unused-90', 'never-used'] as const).map((name) => sumOf(credentials, role, name)) as [
    Sum,
    Sum,
    Sum,
    Sum,
  ]
  const [apiKeys, tsigKeys] = [sumOf(one('api-key'), role, 'all'), sumOf(one('tsig-key'), role, 'all')]
  const [unrestricted, failing] = [sumOf(kinds, role, 'unrestricted'), sumOf(one('tsig-key'), role, 'check-failed')]
  const first = timeline.find(({ at, what }) => what === 'expires' && Date.parse(at) > now)
  const others = all.count - apiKeys.count - tsigKeys.count
  return (
    <Figures
      items={[
        {
          label: 'Credentials', value: all.words, href: all.href, name: `Credentials: ${all.words}`,
          note: (
            <>
              <TextLink href={apiKeys.href}>{apiKeys.of(credentialKinds['api-key'])}</TextLink>,{' '}
              <TextLink href={tsigKeys.href}>{`${tsigKeys.words} TSIG`}</TextLink>, {several(others, 'other')}
            </>
          ),
        },
        {
          label: 'Expire within 30 days', value: soon.words, href: soon.href, name: `Expire within 30 days: ${soon.words}`,
          ...(soon.count > 0 ? { icon: Clock3, tone: 'warn' } : {}),
          note: soon.count > 0 && first !== undefined ? `The first one ${relativeWithin(first.at, now)}` : 'None soon',
        },
        {
          label: 'Not used for 90 days', value: unused.words, href: unused.href, name: `Not used for 90 days: ${unused.words}`,
          ...(unused.count > 0 ? { icon: Clock3, tone: 'warn' } : {}),
          note: <><TextLink href={never.href} name={`Never used: ${never.words}`}>{never.words}</TextLink> never used</>,
        },
        {
          label: 'Unrestricted', value: unrestricted.words, href: unrestricted.href, name: `Unrestricted: ${unrestricted.words}`,
          ...(unrestricted.count > 0 ? { icon: CircleAlert, tone: 'bad' } : {}),
          note: 'CertCentral keys with all rights',
        },
        {
          label: 'TSIG checks failing', value: failing.words, href: failing.href, name: `TSIG checks failing: ${failing.words}`,
          ...(failing.count > 0 ? { icon: CircleAlert, tone: 'bad' } : {}),
          note: `of ${tsigKeys.of({ one: 'key', many: 'keys' })}`,
        },
      ]}
    />
  )
}
type Sum = ReturnType<typeof sumOf>

import { expiringDays } from '#contract/lists.ts'
import { dayIn } from '#contract/zones.ts'
import type { BuiltInView } from '../../table/list-table-props.ts'
import { shownZone } from '../../ui/zone.tsx'

const query = (filter: string, sort: string) => new URLSearchParams({ filter, sort }).toString()
const inDays = (now: number, days: number) => dayIn(now + days * 86_400_000, shownZone())

/** Views that everybody finds under **Views**. */
export const apiKeyViews: readonly BuiltInView[] = [
  {
    name: 'Expiring in 30 days',
    query: (now) => query(`expiresAt is on or after ${inDays(now, 0)};expiresAt is on or before ${inDays(now, expiringDays)}`, 'expiresAt'),
  },
  { name: 'Never used', query: () => query('lastUsedAt is empty', 'createdAt') },
]

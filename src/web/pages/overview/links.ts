import { credentialKinds } from '#contract/credential-kinds.ts'
import type { InventoryCount, InventoryKind, TimelineItem } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { listOf, pageOfCredential, paths } from '../../paths.ts'

export const countWords: Record<InventoryCount, string> = {
  expired: 'Expired',
  'expires-7': 'Expire within 7 days',
  'expires-30': 'Expire within 30 days',
  'expires-90': 'Expire within 90 days',
  'no-expiry': 'No expiry',
  'old-value-works': 'Old value still works',
  'never-used': 'Never used',
  'never-used-30': 'Never used, made more than 30 days ago',
  'unused-90': 'Not used for 90 days',
  unrestricted: 'Unrestricted',
  'legacy-algorithm': 'Legacy algorithm',
  'rotation-due': 'Due for rotation',
  'owner-disabled': 'Owner disabled',
  'check-failed': 'Failing the last check',
}

/** The row of **By kind** that adds a number up. */
export const rowId = (name: InventoryCount | 'all') => `by-kind-${name}`

/** What one is called, and several. */
export const kindWords: Record<InventoryKind, { one: string; many: string }> = {
  ...credentialKinds,
  connector: { one: 'Connector', many: 'Connectors' },
}

/** A standard user's API keys are on a page of their own. */
const tableOf = (kind: InventoryKind, role: Role): string => (kind === 'connector' ? paths.connectors : listOf(kind, role))

/** The table behind a number: the whole of it, or what this filter leaves. */
export function tableHref(kind: InventoryKind, role: Role, filter = ''): string {
  const table = tableOf(kind, role)
  return filter === '' ? table : `${table}?filter=${encodeURIComponent(filter)}`
}

/** The one thing's page, or the table with these things only. */
export const onlyHref = (kind: InventoryKind, role: Role, ids: readonly string[]): string =>
  ids.length === 1
    ? kind === 'connector' ? paths.connector(ids[0]!) : pageOfCredential(kind, ids[0]!, role)
    : tableHref(kind, role, `id is any of (${ids.join(', ')})`)

/** The one thing to do about something that ends: what can be renewed is, the rest is looked at. */
export function actionFor({ kind, id, what, at }: TimelineItem, role: Role, now: number): { words: string; href: string } {
  if (kind === 'api-key' && what === 'expires') return { words: 'Rotate Key', href: (role === 'administrator' ? paths.apiKeyRotate : paths.myApiKeyRotate)(id) }
  if (kind === 'one-token' && Date.parse(at) > now) return { words: 'Edit', href: paths.oneTokenEdit(id) }
  return { words: 'Open', href: onlyHref(kind, role, [id]) }
}

/** What happens to something that ends, and what it is known by. */
export const verb = (item: TimelineItem, now: number) =>
  item.what === 'old-value-ends' ? 'Old value stops' : Date.parse(item.at) <= now ? 'Expired' : 'Expires'
export const idOf = (item: TimelineItem) => `${item.id} ${item.what}`

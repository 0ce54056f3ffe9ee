import type { InventoryKind } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { paths } from '../../paths.ts'

/** What one is called, and several. */
export const kindWords: Record<InventoryKind, { one: string; many: string }> = {
  'api-key': { one: 'API key', many: 'API keys' },
  'certcentral-key': { one: 'CertCentral key', many: 'CertCentral keys' },
  'auth-key': { one: 'AuthKey', many: 'AuthKeys' },
  'one-token': { one: 'API token', many: 'API tokens' },
  'tsig-key': { one: 'TSIG key', many: 'TSIG keys' },
}

const tables: Record<InventoryKind, string> = {
  'api-key': paths.apiKeys, 'certcentral-key': paths.certcentralKeys, 'auth-key': paths.authKeys, 'one-token': paths.oneTokens, 'tsig-key': paths.tsigKeys,
}

/** The table behind a number: the whole of it, or what this filter leaves. A standard user's API keys are on a page of their own. */
export function tableHref(kind: InventoryKind, role: Role, filter = ''): string {
  const table = kind === 'api-key' && role !== 'administrator' ? paths.myApiKeys : tables[kind]
  return filter === '' ? table : `${table}?filter=${encodeURIComponent(filter)}`
}

/** The table with these things only. */
export const onlyHref = (kind: InventoryKind, role: Role, ids: readonly string[]): string =>
  tableHref(kind, role, ids.length === 1 ? `id equals ${ids[0]!}` : `id is any of (${ids.join(', ')})`)

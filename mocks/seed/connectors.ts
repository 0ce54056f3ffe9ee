import type { Insertable } from 'kysely'
import type { ConnectorTemplate, Region } from '#contract/connectors.ts'
import { createApp } from '#server/app.ts'
import { uuidv7 } from '#server/bytes.ts'
import { nameKey } from '#server/credentials/confusables.ts'
import { askAndJudge } from '#server/nouns/connectors/asking.ts'
import { connectorKeyPlace, keyHint } from '#server/nouns/connectors/rows.ts'
import { base62 } from '#server/credentials/format.ts'
import type { Store } from '#server/db/store.ts'
import type { Tables } from '#server/db/tables.ts'
import type { Host } from '#server/host.ts'
import type { Vault } from '#server/secrets/vault.ts'
import type { Chance } from './random.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** A connector in words; times count from the beginning. */
interface Plan {
  name: string
  /** The CertCentral key it holds, by its name; without one it holds a key of somebody else's. */
  key?: string
  region?: Region
  template?: ConnectorTemplate
  contract?: true
  created: number
  /** When it was checked, the last one last. */
  checked: readonly number[]
}

/** What each comes to is not written here: it is checked (`checkRows`). */
const plans: readonly Plan[] = [
  {
    name: 'Issuing',
    key: 'CSM Connector Integration',
    template: { productNameId: 'ssl_basic', validityYears: 1, sans: 12 },
    created: -78 * day,
    checked: [-21 * day, -14 * day, -7 * day, -40 * minute],
  },
  {
    name: 'Order desk',
    key: 'Order desk',
    template: { productNameId: 'ssl_ev_basic', validityYears: 1, sans: 4 },
    contract: true,
    created: -43 * day,
    checked: [-14 * day, -2 * day],
  },
  {
    name: 'Kubernetes issuer',
    key: 'cert-manager issuer',
    template: { productNameId: 'ssl_securesite_flex', validityYears: 5, sans: 40 },
    created: -160 * day,
    checked: [-30 * day, -9 * day],
  },
  { name: 'Old load balancer', key: 'Old load balancer', created: -400 * day, checked: [-3 * day] },
  { name: 'Issuing EU', region: 'eu', created: -2 * day, checked: [] },
]

export interface SeededConnectors {
  rows: Insertable<Tables['connectors']>[]
  bases: Insertable<Tables['connector_bases']>[]
  checks: { connector: Insertable<Tables['connectors']>; plan: Plan; apiKey: string; at: number }[]
}

interface ConnectorSeed {
  begin: number
  chance: Chance
  vault: Vault
  founder: string
  /** Values of CertCentral keys by their names. */
  keys: ReadonlyMap<string, string>
}

/** Northwind's connectors, and the one base URL beside its own that they may ask. */
export function connectorRows({ begin, chance, vault, founder, keys }: ConnectorSeed): SeededConnectors {
  const seeded: SeededConnectors = { rows: [], bases: [], checks: [] }
  for (const plan of plans) {
    const createdAt = begin + plan.created
    const place = { id: uuidv7(createdAt, chance.bytes), key_version: 1 }
    const apiKey = plan.key === undefined ? base62(chance.bytes, 64) : keys.get(plan.key)!
    const hint = keyHint(apiKey)
    const connector = {
      ...place, name: plan.name, name_key: nameKey(plan.name), region: plan.region ?? 'own', base_url: '',
      api_key: vault.seal(connectorKeyPlace(place), apiKey), hint_start: hint.start, hint_last4: hint.last4,
      division_id: null, contract_account: plan.contract ? 1 : 0, template: plan.template ? JSON.stringify(plan.template) : null, created_at: createdAt,
      created_by: founder, updated_at: createdAt, version: 1,
    }
    seeded.rows.push(connector)
    for (const at of plan.checked) seeded.checks.push({ connector, plan, apiKey, at: begin + at })
  }
  const createdAt = begin - 2 * day - 3 * minute
  seeded.bases.push({ id: uuidv7(createdAt, chance.bytes), base_url: 'https://certcentral.digicert.eu/services/v2', created_at: createdAt })
  return seeded
}

/**
 * Goes through each checklist at its time, by a server of its own over the same rows, whose clock stands there. It is thrown away
 * afterwards, so that no key was last used by its seed.
 */
export async function checkRows(
  { checks }: SeededConnectors,
  { host, store, rootKey, origin, chance }: { host: Host; store: Store; rootKey: Uint8Array; origin: string; chance: Chance },
): Promise<Insertable<Tables['connector_checks']>[]> {
  let now = 0
  const { fetch } = await createApp({ host: { ...host, now: () => now }, store, rootKey, settings: { origin, limits: false } })
  const restrictions = new Map(
    (
      await store.db
        .selectFrom('certcentral_keys')
        .innerJoin('credentials', 'credentials.id', 'credential_id')
        .select(['name', 'restricted_to_role_id'])
        .execute()
    ).map((row) => [row.name, row.restricted_to_role_id]),
  )
  const rows: Insertable<Tables['connector_checks']>[] = []
  for (const { connector, plan, apiKey, at } of checks.toSorted((one, other) => one.at - other.at)) {
    now = at
    const lines = await askAndJudge(
      {
        baseUrl: null,
        apiKey,
        divisionId: null,
        template: plan.template ?? null,
        contractAccount: plan.contract === true,
        now,
        restriction: restrictions.get(plan.key!),
      },
      {
        own: (path, key) => fetch(new Request(`${origin}/services/v2${path}`, { headers: { 'X-DC-DEVKEY': key, Accept: 'application/json' } })),
        outside: undefined,
        origin,
      },
    )
    rows.push({ id: uuidv7(at, chance.bytes), connector_id: connector.id, checked_at: at, lines: JSON.stringify(lines) })
  }
  return rows
}

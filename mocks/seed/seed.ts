import type { Insertable } from 'kysely'
import type { Store } from '#server/db/store.ts'
import type { Tables } from '#server/db/tables.ts'
import type { Host } from '#server/host.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { createPasswords, type PasswordCost } from '#server/credentials/passwords.ts'
import { createFingerprints } from '#server/secrets/fingerprints.ts'
import { openVault } from '#server/secrets/vault.ts'
import { keyRows, type SeededKey } from './api-keys.ts'
import { auditRows } from './audit.ts'
import { certcentralRows } from './certcentral.ts'
import { checkRows, connectorRows } from './connectors.ts'
import { oneTokenRows } from './one-tokens.ts'
import { plantNameservers } from './nameservers.ts'
import { chance } from './random.ts'
import { demoPassword } from './demo-password.ts'
import { tsigKeyRows } from './tsig-keys.ts'
import { useRows } from './uses.ts'
import { cast, company, grown, userRows, type UserRow } from './users.ts'

/**
 * What the demo begins with. `empty`: nobody, so that the first page is the setup. `small`: one administrator and two users
 * without keys, where a test suite begins. `company`: Northwind. `large`: 10,000 keys of some 5,000 users, for tables.
 */
export const seeds = ['empty', 'small', 'company', 'large'] as const
export type SeedName = (typeof seeds)[number]

export interface Seed {
  name: SeedName
  /** Another number, another chance: other keys, hints and times. */
  number: number
}

export class WrongSeed extends Error {}

/** `company`, or `company:7` for another company of the same kind. Throws `WrongSeed`. */
export function parseSeed(text: string): Seed {
  const [, name, number = '1'] = /^([a-z]+)(?::(\d{1,9}))?$/.exec(text) ?? []
  const known = seeds.find((seed) => seed === name)
  if (known === undefined) throw new WrongSeed(`There is no seed "${text}". Choose one of ${seeds.join(', ')}.`)
  return { name: known, number: Number(number) }
}

interface SeedParts {
  host: Host
  store: Store
  rootKey: Uint8Array
  origin: string
  begin: number
  passwordCost: PasswordCost
}

/** Fills an empty store. The rows go in as they are: the server's own doors would stamp all of them with today. */
export async function plantSeed({ name, number }: Seed, { host, store, rootKey, origin, begin, passwordCost }: SeedParts): Promise<void> {
  if (name === 'empty') return
  const luck = chance(number)
  const password = await createPasswords(host, passwordCost).hash(demoPassword)
  const people = { small: cast, company, large: grown(5040) }[name]
  const users: UserRow[] = userRows(people, begin, luck, password)
  const keys: SeededKey[] = name === 'small' ? [] : keyRows(users, begin, luck, name === 'large' ? 10_000 : undefined)
  const derived = deriveKeys(host, rootKey)
  // A chance of their own: with or without them everything else falls as it did.
  const vault = await openVault(host, store, derived)
  const tsigKeys = name === 'small' ? [] : await tsigKeyRows(begin, chance(number + 1e6), vault, createFingerprints(host, derived.fingerprint))
  const tokens = name === 'small' ? [] : oneTokenRows(users, begin, chance(number + 2e6))
  const certcentral = name === 'small' ? undefined : certcentralRows({ users, begin, chance: chance(number + 3e6), vault, host, pepper: derived.pepper })
  const connectors = certcentral ? connectorRows({ begin, chance: chance(number + 4e6), vault, founder: users[0]!.id, keys: certcentral.plain }) : undefined
  const { rows, head } = auditRows(host.crypto, derived.audit, users, keys, tsigKeys, luck, tokens, certcentral?.deeds)

  await insert(store, 'users', users)
  for (const made of [keys, tokens]) {
    await insert(store, 'credentials', made.map(({ key }) => key))
    await insert(store, 'credential_values', made.flatMap(({ values }) => values))
  }
  // Of ten thousand keys it would be the most of all.
  if (name === 'company') {
    await insert(store, 'uses', useRows(keys, begin, chance(number + 6e6)))
    await insert(store, 'uses', useRows(tokens, begin, chance(number + 7e6)))
  }
  await insert(store, 'tsig_keys', tsigKeys)
  if (name === 'company') await plantNameservers({ begin, chance: chance(number + 9e6), host, store, vault, keys: tsigKeys })
  if (certcentral) {
    await insert(store, 'users', certcentral.users)
    await insert(store, 'credentials', certcentral.credentials)
    await insert(store, 'credential_values', certcentral.values)
    await insert(store, 'certcentral_keys', certcentral.keys)
    await insert(store, 'certcentral_calls', certcentral.calls)
    const used = certcentral.credentials.map((key, at) => ({ key, values: [certcentral.values[at]!] }))
    if (name === 'company') await insert(store, 'uses', useRows(used, begin, chance(number + 8e6)))
    await insert(store, 'auth_keys', certcentral.authKeys)
    await insert(store, 'account_facts', [certcentral.facts])
  }
  await insert(store, 'audit', rows)
  // The trail's beginning is sealed already; these rows are the trail now. Before the checks: a server looks at its trail when it starts.
  await store.write((tx) => tx.insertInto('meta').values(head).onConflict((conflict) => conflict.column('key').doUpdateSet({ value: head.value })).execute())
  if (connectors) {
    await insert(store, 'connectors', connectors.rows)
    await insert(store, 'connector_bases', connectors.bases)
    await insert(store, 'connector_checks', await checkRows(connectors, { host, store, rootKey, origin, chance: chance(number + 5e6) }))
  }
}

/** In several changes, since one that takes long is given up (10 seconds); nobody looks on yet. */
async function insert<T extends keyof Tables>(store: Store, table: T, rows: readonly Insertable<Tables[T]>[]): Promise<void> {
  for (const some of chunks(rows, 1000)) {
    await store.write(async (tx) => {
      for (const part of chunks(some, 50)) await tx.insertInto(table).values(part).execute()
    })
  }
}

/** Statements of the same length each, so that they are compiled once. */
function* chunks<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
}

import { naturalKey } from '#contract/natural.ts'
import { tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { octetsOf } from '#contract/tsig-secrets.ts'
import { base64, uuidv7 } from '../../bytes.ts'
import type { Tx } from '../../db/store.ts'
import { orTaken } from '../../db/taken.ts'
import type { Host } from '../../host.ts'
import type { Fingerprints } from '../../secrets/fingerprints.ts'
import type { Vault } from '../../secrets/vault.ts'
import { joined, joinedNames, secretPlace, type TsigKeyRow } from './rows.ts'

/** A secret and its fingerprint, which takes a while: made before the transaction. */
export interface MadeSecret {
  readonly secret: string
  readonly fingerprint: string
}

export interface NewKey {
  readonly name: string
  readonly algorithm: TsigAlgorithm
  readonly note?: string | null | undefined
  readonly tags?: readonly string[] | undefined
  readonly usedBy?: readonly string[] | undefined
}

export interface TsigKeyMaker {
  /** `given`, or a secret of the digest's length (RFC 8945 §8). */
  secret(algorithm: TsigAlgorithm, given?: string): Promise<MadeSecret>
  insert(tx: Tx, now: number, key: NewKey, made: MadeSecret, taken: () => never): Promise<TsigKeyRow>
}

/** The row of a key that is new; its secret is sealed in its place. */
export function newTsigKey({ host, vault }: { host: Host; vault: Vault }, now: number, key: NewKey, { secret, fingerprint }: MadeSecret): TsigKeyRow {
  const place = { id: uuidv7(now, host.random), secret_version: 1 }
  return {
    ...place, name: key.name, algorithm: key.algorithm, secret: vault.seal(secretPlace(place), secret), secret_bits: octetsOf(secret) * 8, fingerprint,
    note: key.note ?? null, tags: joined(key.tags), used_by: joinedNames(key.usedBy), created_at: now, updated_at: now, check_verdict: null, checked_at: null,
    check_enforced: null, check_worse: 0,
    version: 1, secret_at: now, rotate_days: null,
  }
}

export const createTsigKeyMaker = (host: Host, vault: Vault, fingerprints: Fingerprints): TsigKeyMaker => ({
  async secret(algorithm, secret = base64(host.random(tsigAlgorithms[algorithm].digestOctets))) {
    return { secret, fingerprint: await fingerprints.of(secret) }
  },
  async insert(tx, now, key, made, taken) {
    const row = newTsigKey({ host, vault }, now, key, made)
    await orTaken(() => tx.insertInto('tsig_keys').values({ ...row, name_order: naturalKey(row.name) }).execute(), taken)
    return row
  },
})

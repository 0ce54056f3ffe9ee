import { revealTsigSecret } from '#contract/tsig-keys.ts'
import { requireConfirmed } from './confirmed.ts'
import type { Store, Tx } from './db/store.ts'
import { notFound } from './problem.ts'
import { change, type Route } from './route.ts'
import { secretPlace, type TsigKeyRow } from './tsig-key-rows.ts'
import { tsigFact } from './tsig-keys.ts'
import type { Vault } from './vault.ts'

export interface TsigSecretParts {
  store: Store
  vault: Vault
}

/** The doors at which a TSIG secret leaves the vault. Each is a change: no secret goes out without its audit row. */
export function tsigSecrets({ vault }: TsigSecretParts): Route[] {
  async function open(tx: Tx, id: string): Promise<{ row: TsigKeyRow; secret: string }> {
    const row = await tx.selectFrom('tsig_keys').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) return notFound()
    return { row, secret: await vault.open(secretPlace(row), row.secret, tx) }
  }

  return [
    change(revealTsigSecret, async ({ actor, params, now }, tx) => {
      requireConfirmed(actor, now, 'Showing a secret')
      const { row, secret } = await open(tx, params.tsigId)
      return { body: { secret }, audit: [tsigFact(row, { fingerprint: row.fingerprint })] }
    }),
  ]
}

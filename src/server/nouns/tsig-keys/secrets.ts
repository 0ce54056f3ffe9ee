import { exportTsigKey, previewTsigExport, revealTsigSecret, tsigExportFormats, type TsigExportFormat } from '#contract/tsig-keys.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { notFound } from '../../problem.ts'
import { change, read, type Reply, type Route } from '../../pipeline/route.ts'
import { exportTsig } from './formats/export.ts'
import { secretPlace, split, tsigKeyRows, type OpenTsigKeyRow, type TsigKeyRow } from './rows.ts'
import { tsigFact } from './routes.ts'
import type { Vault } from '../../secrets/vault.ts'

export interface TsigSecretParts {
  store: Store
  vault: Vault
}

/** The text for a server or client; without the secret it is masked. */
const fileOf = (format: TsigExportFormat, row: OpenTsigKeyRow, secret: string | undefined): Reply['file'] => {
  const { name, algorithm, secret_bits: secretBits } = row
  return {
    body: exportTsig(format, { name, algorithm, secret, secretBits, usedBy: split(row.used_by) }),
    type: 'text/plain; charset=utf-8',
    fileName: tsigExportFormats[format].file,
  }
}

/** The secret of a key, for what happens within the server: whoever gives it out writes the audit row. 404 where there is none. */
export const createSecretOf = (vault: Vault) => async (db: Database | Tx, tsigId: string): Promise<string> => {
  const row = (await db.selectFrom('tsig_keys').select(['id', 'secret', 'secret_version']).where('id', '=', tsigId).executeTakeFirst()) ?? notFound()
  return vault.open(secretPlace(row), row.secret, db)
}

/** The doors at which a TSIG secret leaves the vault. Each is a change: no secret goes out without its audit row. */
export function tsigSecrets({ store, vault }: TsigSecretParts): Route[] {
  async function open(tx: Tx, id: string): Promise<{ row: TsigKeyRow; secret: string }> {
    const row = await tx.selectFrom('tsig_keys').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) return notFound()
    return { row, secret: await vault.open(secretPlace(row), row.secret, tx) }
  }

  return [
    change(revealTsigSecret, async ({ params }, tx) => {
      const { row, secret } = await open(tx, params.tsigId)
      return { body: { secret }, audit: [tsigFact(row, { fingerprint: row.fingerprint })] }
    }),

    read(previewTsigExport, async ({ params, query }) => {
      const row = await tsigKeyRows(store.db).where('t.id', '=', params.tsigId).executeTakeFirst()
      return row ? { file: fileOf(query.format, row, undefined) } : notFound()
    }),

    change(exportTsigKey, async ({ params, body }, tx) => {
      const { row, secret } = await open(tx, params.tsigId)
      return { file: fileOf(body.format, row, secret), audit: [tsigFact(row, { format: body.format, fingerprint: row.fingerprint })] }
    }),
  ]
}

import {
  confirmInPlace, exportFile, fetchFile, fetchScript, fileNumber, installScript as readScript, previewFile, pushFile, reportRunning, setDelivery,
} from '#contract/nameserver-delivery.ts'
import type { AuditFact, RecordAct } from '../../audit/entry.ts'
import type { Engine } from '../../credentials/engine.ts'
import { hintOf, mint } from '../../credentials/format.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { act, change, read, type Route } from '../../pipeline/route.ts'
import type { Place, Vault } from '../../secrets/vault.ts'
import type { Seen } from './door.ts'
import { renderFile } from './files/file.ts'
import type { ServerFile } from './files/model.ts'
import { installScript, scriptName } from './install-script.ts'
import { nameserverFact, shownNameserver } from './rows.ts'
import { draftOf, etagOf, type NameserverRow } from './wanted.ts'

export interface DeliveryParts {
  origin: string
  host: Host
  store: Store
  engine: Engine
  vault: Vault
  seen: Seen
  record: RecordAct
  /** The secret of a TSIG key: whoever asks for it writes an audit row in the same transaction. */
  secretOf: (tx: Tx, tsigId: string) => Promise<string>
  /** Pushes to a PowerDNS now. */
  push: (nameserverId: string, record: (tx: Tx, fact: AuditFact) => Promise<void>) => Promise<void>
  /** May this host be spoken to? A sentence where it may not. */
  refused: (host: string) => string | undefined
}

/** Where the key of a PowerDNS API is sealed. */
export const apiKeyPlace = ({ id, api_key_version: version }: Pick<NameserverRow, 'id' | 'api_key_version'>): Place =>
  ({ table: 'nameservers', column: 'api_key', row: id, owner: 'account', version })

const type = 'text/plain; charset=utf-8'
const fileNames = {
  bind: 'countersign.conf',
  knot: 'countersign-knot.conf',
  nsd: 'countersign-nsd.conf',
  powerdns: 'countersign-powerdns.txt',
  other: 'countersign.txt',
}
const detailMost = 4000

const rowOf = (db: Database | Tx, id: string): Promise<NameserverRow | undefined> =>
  db.selectFrom('nameservers').selectAll().where('id', '=', id).executeTakeFirst()

/** The file of a nameserver with its secrets. The row is locked, so that its number and what stands in it belong together. */
export async function fileWithSecrets(tx: Tx, row: NameserverRow, secretOf: DeliveryParts['secretOf']): Promise<{ file: ServerFile; keys: string[] }> {
  const { file, keys } = await draftOf(tx, row)
  const secrets = new Map<string, string>()
  for (const { id, name } of keys) secrets.set(name, await secretOf(tx, id))
  return {
    file: { ...file, etag: etagOf(row), keys: file.keys.map((key) => ({ ...key, secret: secrets.get(key.name)! })) },
    keys: keys.map(({ name }) => name),
  }
}

/** What a program wrote, as it is kept: lines, nothing that moves a terminal's cursor, and no secret that stood in the file. */
export function keptDetail(detail: string | undefined, secrets: readonly string[]): string | null {
  if (detail === undefined) return null
  const plain = detail
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
  const without = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), plain)
  return without.trim().slice(0, detailMost).toWellFormed() || null
}

export function nameserverDelivery({ origin, host, store, engine, vault, seen, record, secretOf, push, refused }: DeliveryParts): Route[] {
  async function locked(tx: Tx, id: string): Promise<NameserverRow> {
    await store.lock(tx, 'nameservers', id)
    return (await rowOf(tx, id)) ?? notFound()
  }
  const fact = (row: NameserverRow, detail: Record<string, unknown>): AuditFact => nameserverFact(row, detail)
  const write = async (tx: Tx, row: NameserverRow, set: Partial<NameserverRow>) => {
    await tx.updateTable('nameservers').set(set).where('id', '=', row.id).execute()
  }

  function scriptOf({ id, name, kind }: NameserverRow): string {
    if (kind === 'other') return fail('not-in-this-state', 'There is no script for a program that is not known here: say which it is first.')
    return installScript({ name, kind, url: `${origin}/api/v1/nameservers/${id}` })
  }

  return [
    change(setDelivery, async ({ params, body, now, ifMatch }, tx) => {
      const row = await locked(tx, params.nameserverId)
      unchanged(ifMatch, row, 'nameserver')
      const misfit = (message: string) => fail('invalid-value', message, [{ field: 'way', message }])
      if (body.way === 'pull' && row.kind === 'other') misfit('There is no script for a program that is not known here: say which it is first.')
      if (body.way === 'powerdns-api' && row.kind !== 'powerdns') misfit('Only a PowerDNS has this API.')
      const none = { api_url: null, api_key: null, credential_hash: null, credential_start: null, credential_last4: null, credential_at: null }
      // What one way told says nothing of another.
      const elsewhere = body.way === 'powerdns-api' && body.url !== row.api_url
      const nothing = { outcome: null, outcome_of: null, outcome_at: null, outcome_detail: null, seen_at: null, seen_from: null }
      const untold = body.way === row.way && !elsewhere ? {} : nothing
      // Of another PowerDNS nothing is ours yet.
      const fresh = elsewhere ? { running: null, running_at: null, pushed: null } : {}
      const set: Partial<NameserverRow> = { ...none, ...untold, ...fresh, way: body.way, updated_at: now, version: row.version + 1 }
      let credential: string | undefined
      if (body.way === 'pull') {
        credential = mint(host, 'server-credential')
        const { start, last4 } = hintOf(credential)
        Object.assign(set, { credential_hash: engine.hash(credential), credential_start: start, credential_last4: last4, credential_at: now })
      } else if (body.way === 'powerdns-api') {
        const why = refused(new URL(body.url).hostname.replace(/^\[(.*)\]$/, '$1'))
        if (why !== undefined) fail('address-not-allowed', why, [{ field: 'url', message: why }])
        const moved = body.url !== row.api_url || row.api_key === null
        // A key was given for one API: nobody sends it to another by changing an address.
        if (moved && body.apiKey === undefined)
          fail('secret-required', 'Another URL takes the API key once more.', [{ field: 'apiKey', message: 'Enter the API key of this PowerDNS.' }])
        const version = body.apiKey === undefined ? row.api_key_version : row.api_key_version + 1
        const sealed = body.apiKey === undefined ? row.api_key : vault.seal(apiKeyPlace({ id: row.id, api_key_version: version }), body.apiKey)
        Object.assign(set, { api_url: body.url, api_key: sealed, api_key_version: version })
      }
      await write(tx, row, set)
      const after = { ...row, ...set }
      const shown = await shownNameserver(tx, after, now)
      const told = (of: NameserverRow) => ({ way: of.way, url: of.api_url, credential: of.credential_last4 })
      return {
        body: { ...shown, ...(credential === undefined ? {} : { credential }) }, version: after.version,
        audit: [
          fact(row, { before: told(row), after: told(after), ...(body.way === 'powerdns-api' && body.apiKey !== undefined ? { apiKey: 'replaced' } : {}) }),
        ],
      }
    }),

    read(previewFile, async ({ params }) => {
      const row = await rowOf(store.db, params.nameserverId)
      if (!row) return notFound()
      const { file } = await draftOf(store.db, row)
      return { file: { body: renderFile({ ...file, etag: etagOf(row) }), type, fileName: fileNames[row.kind] } }
    }),

    change(exportFile, async ({ params }, tx) => {
      const row = await locked(tx, params.nameserverId)
      const { file, keys } = await fileWithSecrets(tx, row, secretOf)
      return {
        file: { body: renderFile(file), type, fileName: fileNames[row.kind] }, headers: { ETag: file.etag },
        audit: [fact(row, { file: file.etag, keys })],
      }
    }),

    change(confirmInPlace, async ({ params, body, now }, tx) => {
      const row = await locked(tx, params.nameserverId)
      if (row.way !== 'by-hand') fail('not-in-this-state', 'This nameserver says itself what it runs.')
      const number = fileNumber(body.etag)
      const message = 'There is no such file of this nameserver.'
      if (number === undefined || number > row.wanted) fail('invalid-value', message, [{ field: 'etag', message }])
      if (body.etag !== etagOf(row)) fail('changed-meanwhile', 'Another file is wanted by now. Export it anew and put that in place.')
      const set = { running: row.wanted, running_at: now, outcome: 'running', outcome_of: row.wanted, outcome_at: now, outcome_detail: null } as const
      await write(tx, row, set)
      return { body: await shownNameserver(tx, { ...row, ...set }, now), audit: [fact(row, { file: body.etag })] }
    }),

    act(pushFile, async (call) => {
      const row = (await rowOf(store.db, call.params.nameserverId)) ?? notFound()
      if (row.way !== 'powerdns-api') fail('not-in-this-state', 'Keys are not pushed to this nameserver. Say how its API is called first.')
      await push(row.id, (tx, fact) => record(tx, call, fact))
      return { body: await shownNameserver(store.db, row, call.now) }
    }),

    read(readScript, async ({ params }) => {
      const row = (await rowOf(store.db, params.nameserverId)) ?? notFound()
      return { file: { body: scriptOf(row), type, fileName: scriptName } }
    }),

    read(fetchScript, async ({ params, actor }) => {
      if (params.nameserverId !== actor.user.id) return notFound()
      return { text: { body: scriptOf((await rowOf(store.db, actor.user.id)) ?? notFound()), type } }
    }),

    act(fetchFile, async (call) => {
      const { params, actor, request, now, address } = call
      if (params.nameserverId !== actor.user.id) return notFound()
      seen.note(actor.user.id, now, address)
      const known = request.headers.get('If-None-Match')
      const row = (await rowOf(store.db, actor.user.id)) ?? notFound()
      // Compared weakly, as RFC 9110 §13.1.2 has it.
      if (known?.split(',').some((etag) => etag.trim().replace(/^W\//, '') === etagOf(row)))
        return { status: 304, headers: { ETag: etagOf(row), 'Cache-Control': 'no-store' } }
      return store.write(async (tx) => {
        const fresh = await locked(tx, actor.user.id)
        const { file, keys } = await fileWithSecrets(tx, fresh, secretOf)
        await record(tx, call, fact(fresh, { file: file.etag, keys }))
        return { text: { body: renderFile(file), type }, headers: { ETag: file.etag } }
      })
    }),

    change(reportRunning, async ({ params, body, actor, now, address }, tx) => {
      if (params.nameserverId !== actor.user.id) return notFound()
      seen.note(actor.user.id, now, address)
      const row = await locked(tx, actor.user.id)
      const number = fileNumber(body.etag)
      if (number === undefined) {
        const message = 'This is no ETag of a file of this nameserver.'
        return fail('invalid-value', message, [{ field: 'etag', message }])
      }
      // Of a file that a newer report has left behind, or that is not known here: a database may have been put back.
      const isOther = number === row.wanted && body.etag.replace(/^W\//, '') !== etagOf(row)
      if (number > row.wanted || isOther || number < (row.outcome_of ?? 0)) return { audit: [] }
      const { file } = await fileWithSecrets(tx, row, secretOf)
      const detail = body.outcome === 'running' ? null : keptDetail(body.detail, file.keys.flatMap(({ secret }) => secret ?? []))
      if (row.outcome === body.outcome && row.outcome_of === number && row.outcome_detail === detail) return { audit: [] }
      const runs = body.outcome === 'running' ? { running: number, running_at: row.running === number ? row.running_at : now } : {}
      await write(tx, row, { ...runs, outcome: body.outcome, outcome_of: number, outcome_at: now, outcome_detail: detail })
      return { audit: [fact(row, { file: body.etag, outcome: body.outcome, ...(detail === null ? {} : { said: detail }) })] }
    }),
  ]
}

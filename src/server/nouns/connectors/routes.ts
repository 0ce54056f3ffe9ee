import { sql } from 'kysely'
import {
  checkConnector, checksKept, connectorColumns, connectorsMax, createConnector, deleteConnector, getConnector, listConnectorChecks, listConnectors, regionBases,
  updateConnector, type CheckLine, type ConnectorTemplate, type Region,
} from '#contract/connectors.ts'
import type { AuditFact } from '../../audit/entry.ts'
import { uuidv7 } from '../../bytes.ts'
import { nameKey } from '../../credentials/confusables.ts'
import { askAndJudge, type Askers } from './asking.ts'
import { allowedBases } from './bases.ts'
import { allUnchecked } from './checks.ts'
import {
  baseOf,
  baseSql,
  checkedConnectorRows,
  connectorFacts,
  connectorKeyPlace,
  connectorRows,
  keyHint,
  readySql,
  statusSql,
  toCheck,
  toConnector,
  type CheckRow,
  type ConnectorRow,
  type OpenConnectorRow,
} from './rows.ts'
import { credentialPattern } from '../../credentials/format.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { listPage } from '../../list/list.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { orTaken } from '../../db/taken.ts'
import type { Vault } from '../../secrets/vault.ts'

export interface ConnectorParts {
  host: Host
  store: Store
  vault: Vault
  origin: string
  sign: (text: string) => string
  /** Calls our own `/services/v2`, as if from this address. */
  own: (path: string, apiKey: string, address: string) => ReturnType<Askers['own']>
  /** What a key of ours is cut down to; `undefined` for what is no key of ours. */
  restrictionOf: (apiKey: string) => Promise<number | undefined>
}

const fact = (row: Pick<ConnectorRow, 'id' | 'name'>, detail: Record<string, unknown> = {}): AuditFact => ({
  object: { kind: 'connector', id: row.id, name: row.name },
  detail,
})
const nameTaken = (): never =>
  fail('name-taken', 'There is already a connector of this name.', [{ field: 'name', message: 'Another connector has this name.' }])

async function claim(tx: Tx, name: string, except = ''): Promise<void> {
  if (await tx.selectFrom('connectors').select('id').where('name_key', '=', nameKey(name)).where('id', '!=', except).executeTakeFirst()) nameTaken()
}

/** Only what an administrator has put on the list is ever asked: the key is not even kept for another. */
async function requireAllowed(tx: Tx, region: Region, baseUrl: string): Promise<void> {
  if (region === 'own') return
  const url = region === 'custom' ? baseUrl : regionBases[region]
  if ((await allowedBases(tx)).has(url)) return
  fail('base-url-not-allowed', `${url} is not on the list of base URLs that connectors may ask. Put it there first.`, [
    { field: region === 'custom' ? 'baseUrl' : 'region', message: 'This is not on the list of allowed base URLs.' },
  ])
}

/** A key of ours in a place that is shown would be shown. */
function refuseKeyInName(name: string | undefined, apiKey: string | undefined): void {
  if (name !== undefined && (credentialPattern.test(name) || (apiKey !== undefined && name.includes(apiKey))))
    fail('invalid-value', 'The name holds a key.', [{ field: 'name', message: 'A name cannot hold a key: it is shown.' }])
}

const templateText = (template: ConnectorTemplate | null | undefined) => (template ? JSON.stringify(template) : null)

export function connectors({ host, store, vault, origin, sign, own, restrictionOf }: ConnectorParts): Route[] {
  const last = (db: Database | Tx, id: string) =>
    db.selectFrom('connector_checks').selectAll().where('connector_id', '=', id).orderBy('id', 'desc').limit(1).executeTakeFirst()
  const shown = async (db: Database | Tx, row: OpenConnectorRow) => toConnector(row, { origin, allowed: await allowedBases(db), check: await last(db, row.id) })

  async function rowToChange(tx: Tx, id: string, ifMatch: number | undefined): Promise<OpenConnectorRow> {
    await store.lock(tx, 'connectors', id)
    const row = await connectorRows(tx).where('n.id', '=', id).executeTakeFirst()
    if (!row) return notFound()
    unchanged(ifMatch, row, 'connector')
    return row
  }

  return [
    read(listConnectors, async ({ actor, query, request }) => {
      const { rows, ...page } = await listPage({
        store, select: checkedConnectorRows(store.db), columns: connectorColumns, id: sql.ref('n.id'), query, request, sort: 'name',
        scope: `connectors|${actor.user.id}`, sign,
        expressions: {
          id: sql.ref('n.id'), name: sql.ref('n.name'), region: sql.ref('n.region'), baseUrl: baseSql(origin), status: statusSql, 'lastCheck.ready': readySql,
          'lastCheck.at': sql.ref('k.checked_at'), 'apiKeyHint.last4': sql.ref('n.hint_last4'),
          divisionId: sql.ref('n.division_id'), createdBy: sql.ref('u.name'), createdAt: sql.ref('n.created_at'), updatedAt: sql.ref('n.updated_at'),
        },
      })
      const allowed = await allowedBases(store.db)
      const checkOf = ({ check_id: id, checked_at: at, lines }: (typeof rows)[number]) =>
        id === null || at === null || lines === null ? undefined : { id, checked_at: at, lines }
      return { body: { data: rows.map((row) => toConnector(row, { origin, allowed, check: checkOf(row) })), ...page } }
    }),

    change(createConnector, async ({ actor, body, now }, tx) => {
      refuseKeyInName(body.name, body.apiKey)
      await claim(tx, body.name)
      await requireAllowed(tx, body.region, body.baseUrl ?? '')
      const { count } = await tx.selectFrom('connectors').select(({ fn }) => fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()
      if (Number(count) >= connectorsMax) fail('limit-reached', `At most ${connectorsMax} connectors. Delete one first.`)
      const place = { id: uuidv7(now, host.random), key_version: 1 }
      const hint = keyHint(body.apiKey)
      const row: ConnectorRow = {
        ...place, name: body.name, name_key: nameKey(body.name), region: body.region, base_url: body.baseUrl ?? '',
        api_key: vault.seal(connectorKeyPlace(place), body.apiKey), hint_start: hint.start, hint_last4: hint.last4,
        division_id: body.divisionId ?? null, contract_account: body.contractAccount ? 1 : 0, template: templateText(body.template), created_at: now,
        created_by: actor.user.id, updated_at: now, version: 1,
      }
      await orTaken(() => tx.insertInto('connectors').values(row).execute(), nameTaken)
      return { body: await shown(tx, { ...row, creator: actor.user.name }), version: 1, audit: [fact(row, { after: connectorFacts(row) })] }
    }),

    read(getConnector, async ({ params }) => {
      const row = await connectorRows(store.db).where('n.id', '=', params.connectorId).executeTakeFirst()
      return row ? { body: await shown(store.db, row), version: row.version } : notFound()
    }),

    change(updateConnector, async ({ params, body, now, ifMatch }, tx) => {
      const row = await rowToChange(tx, params.connectorId, ifMatch)
      refuseKeyInName(body.name, body.apiKey)
      if (body.name !== undefined) await claim(tx, body.name, row.id)
      const region = body.region ?? row.region
      const baseUrl = region === 'custom' ? (body.baseUrl ?? row.base_url) : ''
      const moved = region !== row.region || baseUrl !== row.base_url
      if (moved) await requireAllowed(tx, region, baseUrl)
      // A key was given for one server: nobody sends it to another by changing an address.
      if (moved && body.apiKey === undefined)
        fail('secret-required', 'Another base URL takes the API key once more.', [{ field: 'apiKey', message: 'Enter the API key for this base URL.' }])
      const keyed =
        body.apiKey === undefined ? {} : { key_version: row.key_version + 1, hint_start: keyHint(body.apiKey).start, hint_last4: keyHint(body.apiKey).last4 }
      const after: OpenConnectorRow = {
        ...row, ...keyed, name: body.name ?? row.name, region, base_url: baseUrl,
        division_id: body.divisionId === undefined ? row.division_id : body.divisionId,
        contract_account: body.contractAccount === undefined ? row.contract_account : body.contractAccount ? 1 : 0,
        template: body.template === undefined ? row.template : templateText(body.template), updated_at: now, version: row.version + 1,
      }
      const { creator: _, ...columns } = after
      const sealed = body.apiKey === undefined ? {} : { api_key: vault.seal(connectorKeyPlace(after), body.apiKey) }
      await orTaken(
        () =>
          tx
            .updateTable('connectors')
            .set({ ...columns, ...sealed, name_key: nameKey(after.name) })
            .where('id', '=', row.id)
            .execute(),
        nameTaken,
      )
      return {
        body: await shown(tx, after),
        version: after.version,
        audit: [fact(after, { before: connectorFacts(row), after: connectorFacts(after), ...(body.apiKey === undefined ? {} : { apiKey: 'replaced' }) })],
      }
    }),

    change(deleteConnector, async ({ params, ifMatch }, tx) => {
      const row = await rowToChange(tx, params.connectorId, ifMatch)
      await tx.deleteFrom('connectors').where('id', '=', row.id).execute()
      return { audit: [fact(row, { before: connectorFacts(row) })] }
    }),

    // Asking takes seconds: no writer waits for it.
    change(checkConnector, async ({ params, now }, tx, { version, lines }: { version: number; lines: CheckLine[] }) => {
      const row = await rowToChange(tx, params.connectorId, undefined)
      if (row.version !== version) fail('changed-meanwhile', 'The connector was changed while it was checked. Check it again.')
      // Of two within one millisecond the second is the later all the same: ids order the history.
      const at = Math.max(now, ((await last(tx, row.id))?.checked_at ?? 0) + 1)
      const check: CheckRow = { id: uuidv7(at, host.random), connector_id: row.id, checked_at: at, lines: JSON.stringify(lines) }
      await tx.insertInto('connector_checks').values(check).execute()
      const kept = await tx.selectFrom('connector_checks').select('id').where('connector_id', '=', row.id).orderBy('id', 'desc').limit(checksKept).execute()
      await tx.deleteFrom('connector_checks').where('connector_id', '=', row.id).where('id', '<', kept.at(-1)!.id).execute()
      const { passed, warnings, failed, notChecked } = toCheck(check)
      return { body: toCheck(check), audit: [fact(row, { baseUrl: baseOf(row, origin), passed, warnings, failed, notChecked })] }
    }, async ({ params, now, address }) => {
      const row = await store.db.selectFrom('connectors').selectAll().where('id', '=', params.connectorId).executeTakeFirst()
      if (!row) return notFound()
      const ours = row.region === 'own'
      const baseUrl = baseOf(row, origin)
      // It may have left the list since the connector was made.
      if (!ours && !(await allowedBases(store.db)).has(baseUrl))
        return { version: row.version, lines: allUnchecked(`${baseUrl} is not on the list of allowed base URLs.`, 'Put it on the list, then re-check.') }
      const apiKey = await vault.open(connectorKeyPlace(row), row.api_key)
      const template = row.template === null ? null : (JSON.parse(row.template) as ConnectorTemplate)
      const lines = await askAndJudge(
        {
          baseUrl: ours ? null : baseUrl,
          apiKey,
          divisionId: row.division_id,
          template,
          contractAccount: row.contract_account === 1,
          now,
          restriction: ours ? await restrictionOf(apiKey) : undefined,
        },
        { own: (path, key) => own(path, key, address), outside: host.outside, origin },
      )
      return { version: row.version, lines }
    }),

    read(listConnectorChecks, async ({ params }) => {
      if (!(await store.db.selectFrom('connectors').select('id').where('id', '=', params.connectorId).executeTakeFirst())) return notFound()
      const rows = await store.db
        .selectFrom('connector_checks')
        .selectAll()
        .where('connector_id', '=', params.connectorId)
        .orderBy('id', 'desc')
        .limit(checksKept)
        .execute()
      return { body: { data: rows.map(toCheck) } }
    }),
  ]
}

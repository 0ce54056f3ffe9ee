import type { AuditFact } from '../../audit/entry.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { Host, OutsideFault } from '../../host.ts'
import type { Vault } from '../../secrets/vault.ts'
import { apiKeyPlace, fileWithSecrets, keptDetail } from './delivery.ts'
import type { ServerFile } from './files/model.ts'
import { applyToPowerdns, type Applied, type AskPowerdns } from './powerdns-api.ts'
import { nameserverFact } from './rows.ts'
import type { NameserverRow } from './wanted.ts'

/** When what failed is tried again. Milliseconds. */
const again = 60_000

export interface PushParts {
  host: Host
  store: Store
  vault: Vault
  secretOf: (tx: Tx, tsigId: string) => Promise<string>
  /** May this address be spoken to? A sentence where it may not. */
  refused: (address: string) => string | undefined
  /** Appends a row of the trail for what this server did by itself. */
  record: RecordPush
}
export type RecordPush = (tx: Tx, fact: AuditFact) => Promise<void>

export interface Pusher {
  /** Something has changed: the next tick looks. */
  note(): void
  /**
   * Looks who wants another file, where something has changed or somebody still wants one, and once at the start; called every second.
   * Never waits.
   */
  tick(): void
  /** Pushes now, and says when it is over; `record`: whose doing it is. */
  push(nameserverId: string, record?: RecordPush): Promise<void>
  close(): Promise<void>
}

const faults: Readonly<Record<OutsideFault, string>> = {
  name: 'The host of the URL has no address.',
  address: 'The host of the URL has an address that is never asked.',
  unreachable: 'Nothing answers at the URL: see that webserver=yes and api=yes stand in pdns.conf, and that no firewall is between.',
  certificate: 'The certificate is not of this host, or by nobody who is trusted here (NODE_EXTRA_CA_CERTS).',
  timeout: 'The API did not answer in time.',
  'too-large': 'The API answered more than 1 MiB.',
  broken: 'What answers at the URL does not speak HTTP.',
}

/** What of a file has to be known later to take it away again: no secrets. */
const appliedOf = ({ keys, transfers, updates, asks }: Applied): Applied => ({
  keys: keys.map(({ name, algorithm }) => ({ name, algorithm })), transfers, updates, asks: asks.map(({ zone, key, made }) => ({ zone, key, made, peers: [] })),
})
const both = (a: Applied | undefined, b: Applied): Applied => ({
  keys: [...new Map([...(a?.keys ?? []), ...b.keys].map((key) => [key.name, key])).values()],
  transfers: [...(a?.transfers ?? []), ...b.transfers], updates: [...(a?.updates ?? []), ...b.updates], asks: [...(a?.asks ?? []), ...b.asks],
})

/** Brings files to PowerDNS by its API, when they change and again where that failed. */
export function createPusher({ host, store, vault, secretOf, refused, record: byItself }: PushParts): Pusher {
  const underway = new Map<string, Promise<void>>()
  const tried = new Map<string, { wanted: number; version: number; at: number }>()
  let looking: Promise<void> | undefined
  /** There may be somebody who wants another file. */
  let isDue = true
  let over = false

  const ask: AskPowerdns = async (request) => {
    if (over) return { fault: 'This server is stopping.' }
    if (!host.callApi) return { fault: 'From here no API can be called.' }
    const answer = await host.callApi({ ...request, permits: (address) => refused(address) === undefined })
    return 'fault' in answer ? { fault: faults[answer.fault] } : answer
  }
  const locked = async (tx: Tx, id: string): Promise<NameserverRow | undefined> => {
    await store.lock(tx, 'nameservers', id)
    const row = await tx.selectFrom('nameservers').selectAll().where('id', '=', id).executeTakeFirst()
    return row?.way === 'powerdns-api' && row.api_key !== null && row.api_url !== null ? row : undefined
  }

  /** What is to be pushed. Before anything is sent it is kept that it may be there from now on, also if this ends half way. */
  const begin = (id: string, record: RecordPush) => store.write(async (tx) => {
    const row = await locked(tx, id)
    if (!row) return undefined
    const { file, keys } = await fileWithSecrets(tx, row, secretOf)
    const applied = row.pushed === null ? undefined : (JSON.parse(row.pushed) as Applied)
    await tx.updateTable('nameservers').set({ pushed: JSON.stringify(both(applied, appliedOf(file))) }).where('id', '=', id).execute()
    if (row.outcome_of !== row.wanted) await record(tx, nameserverFact(row, { file: file.etag, keys, to: row.api_url }))
    return { row, file, applied, apiKey: await vault.open(apiKeyPlace(row), row.api_key!, tx) }
  })

  const end = (before: NameserverRow, file: ServerFile, said: { outcome: 'running' | 'failed'; detail: string | null }, record: RecordPush) =>
    store.write(async (tx) => {
      const row = await locked(tx, before.id)
      // Said of another API, or of a file that a later push has left behind.
      if (!row || row.api_url !== before.api_url || before.wanted < (row.outcome_of ?? 0)) return
      const now = host.now()
      const { outcome, detail } = said
      const same = row.outcome === outcome && row.outcome_of === before.wanted && row.outcome_detail === detail
      const runs = outcome === 'running' ? { running: before.wanted, running_at: row.running === before.wanted ? row.running_at : now } : {}
      await tx.updateTable('nameservers').set({
        ...runs, outcome, outcome_of: before.wanted, outcome_detail: detail, ...(same ? {} : { outcome_at: now }), seen_at: now,
        ...(outcome === 'running' ? { pushed: JSON.stringify(appliedOf(file)) } : {}),
      }).where('id', '=', row.id).execute()
      if (!same) await record(tx, nameserverFact(row, { file: file.etag, outcome, ...(detail === null ? {} : { said: detail }) }))
    })

  async function once(id: string, record: RecordPush): Promise<void> {
    const begun = await begin(id, record)
    if (!begun) return
    const { row, file, applied, apiKey } = begun
    tried.set(id, { wanted: row.wanted, version: row.version, at: host.now() })
    const result = await applyToPowerdns(ask, { url: row.api_url!, apiKey, file, ...(applied && { applied }) })
    if (over) return
    const secrets = [apiKey, ...file.keys.flatMap(({ secret }) => secret ?? [])]
    await end(row, file, { outcome: result.outcome, detail: result.outcome === 'running' ? null : keptDetail(result.detail, secrets) }, record)
  }

  function traced(id: string, record: RecordPush): Promise<void> {
    const of = { name: 'push to a nameserver', kind: 'internal', facts: { 'countersign.nameserver': id } } as const
    return host.trace ? host.trace(of, () => once(id, record)) : once(id, record)
  }

  /** One at a time to each. */
  async function push(id: string, record: RecordPush = byItself): Promise<void> {
    while (underway.has(id)) await underway.get(id)
    const running = traced(id, record).finally(() => underway.delete(id))
    underway.set(id, running.catch(() => {}))
    return running
  }

  async function look(): Promise<void> {
    isDue = false
    const rows = await store.db.selectFrom('nameservers').select(['id', 'wanted', 'version'])
      .where('way', '=', 'powerdns-api')
      .where((is) => is.or([is('outcome', 'is', null), is('outcome', '!=', 'running'), is('outcome_of', '<', is.ref('wanted'))]))
      .execute()
    if (rows.length > 0) isDue = true
    const due = rows.filter(({ id, wanted, version }) => {
      const last = tried.get(id)
      return !underway.has(id) && (last?.wanted !== wanted || last.version !== version || host.now() - last.at >= again)
    })
    await Promise.all(due.map(({ id, wanted, version }) => push(id).catch((error: unknown) => {
      tried.set(id, { wanted, version, at: host.now() })
      host.log('warn', 'keys could not be pushed', { nameserver: id, error: String(error) })
    })))
  }

  return {
    push,
    note() {
      isDue = true
    },
    tick() {
      if (looking || over || !isDue) return
      const failed = (error: unknown) => {
        isDue = true
        host.log('warn', 'nobody could be looked for to push to', { error: String(error) })
      }
      looking = look().catch(failed).finally(() => {
        looking = undefined
      })
    },
    async close() {
      over = true
      await looking
      await Promise.all(underway.values())
    },
  }
}

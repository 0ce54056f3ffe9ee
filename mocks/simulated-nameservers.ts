import { nameserverAddressOf } from '#contract/nameservers.ts'
import { tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import { fromBase64 } from '#server/bytes.ts'
import type { Store } from '#server/db/store.ts'
import { keyOf, type TsigKey } from '#server/dns/tsig.ts'
import { NameserverFault, type Host, type NameserverPort, type NameserverReply } from '#server/host.ts'
import { draftOf, meets, type NameserverRow } from '#server/nouns/nameservers/wanted.ts'
import { answersOf, fate, type Play, type SimulatedServer } from './simulated-answers.ts'

/*
 * Nameservers of the demo: every nameserver on the list answers at its addresses, and nothing leaves the tab. What it plays stands in
 * simulated-answers.ts. It answers by the file that it has loaded: one that is delivered by hand loads what is wanted when somebody
 * says that it is in place, one that was never told the file of the moment it was first asked in; those of `fetching` load what is
 * wanted within a second, as with the script.
 */

/** Northwind's, at their addresses (seed/nameservers.ts). */
export const playsAt: Readonly<Record<string, Play>> = {
  '2001:db8:53::2': 'late', '198.51.100.53': 'bad-time', '10.20.0.9': 'open', '203.0.113.77': 'bad-signature',
}
const fetching: readonly string[] = ['192.0.2.53', '2001:db8:53::2', '10.20.0.9']

export interface SimulatedNameservers {
  port: NameserverPort
  /** Those that fetch load what they should have, and say so. */
  tick(): Promise<void>
}

interface Loaded {
  file: number
  keys: readonly TsigKey[]
  draft: Awaited<ReturnType<typeof draftOf>>['file']
}

export interface SimulationParts {
  host: Pick<Host, 'now' | 'crypto'>
  store: () => Store
  secretOf: (tsigId: string) => Promise<string>
  /** In the place of what a server plays: for the history of better days. */
  play?: () => Play | undefined
}

export function simulateNameservers({ host, store, secretOf, play }: SimulationParts): SimulatedNameservers {
  const loaded = new Map<string, Loaded>()

  async function load(row: NameserverRow): Promise<Loaded> {
    const has = loaded.get(row.id)
    const file = row.running ?? has?.file ?? row.wanted
    if (has && has.file >= file) return has
    // What came after the file that it runs it does not have yet.
    const { keys, file: draft } = await draftOf(store().db, row)
    const since = row.running !== null && row.running < row.wanted ? (row.running_at ?? 0) : Infinity
    const known = await store().db.selectFrom('tsig_keys').select(['id', 'name', 'algorithm', 'created_at'])
      .where('id', 'in', keys.map(({ id }) => id)).execute()
    const taken = await Promise.all(
      known.filter(({ created_at: at }) => at <= since).map(async ({ id, name, algorithm }) =>
        keyOf({ name, algorithm: tsigAlgorithms[algorithm].wire, secret: fromBase64(await secretOf(id)) })),
    )
    const now = { file, keys: taken, draft }
    loaded.set(row.id, now)
    return now
  }

  async function serverAt(address: string, port: number): Promise<SimulatedServer | undefined> {
    const rows = await store().db.selectFrom('nameservers').selectAll().where('port', '=', port).orderBy('id').execute()
    const row = rows.find(({ addresses }) => addresses.split(', ').some((one) => one === address || addressFor(one) === address))
    if (!row) return undefined
    const { keys, draft } = await load(row)
    const lists = { axfr: draft.transfers, update: draft.updates }
    return {
      name: row.name, play: play?.() ?? playsAt[address], keys,
      allows: (key, zone, kind) => lists[kind].some((one) => meets(one.zone, zone) && one.keys.includes(key)),
    }
  }

  async function* answer({ address, port }: { address: string; port: number }, octets: Uint8Array, signal: AbortSignal): AsyncGenerator<NameserverReply> {
    signal.throwIfAborted()
    const server = await serverAt(address, port)
    const answers = server ? answersOf(host.crypto, server, octets, Math.floor(host.now() / 1000)) : 'unreachable'
    if (answers === 'unreachable') throw new NameserverFault('unreachable', 2)
    if (answers === 'timeout') throw new NameserverFault('timeout', 4500)
    for (const [at, message] of answers.entries()) yield { octets: message, milliseconds: 2 + fate(address, 30) + at * 3 }
  }

  return {
    port: {
      simulated: true,
      resolve: async (name) => (/(?:^|\.)nowhere\./.test(`${name}.`) ? [] : [addressFor(name)]),
      datagrams: answer,
      messages: answer,
    },
    async tick() {
      const rows = (await store().db.selectFrom('nameservers').selectAll().where('way', '!=', 'by-hand').execute())
        .filter(({ addresses }) => addresses.split(', ').some((address) => fetching.includes(address)))
      const now = host.now()
      const due = rows.filter((row) => row.running !== row.wanted || now - (row.seen_at ?? 0) > 60_000)
      if (due.length === 0) return
      await store().write(async (tx) => {
        for (const { id, running, running_at: since, wanted } of due) {
          await tx.updateTable('nameservers').set({
            running: wanted, running_at: running === wanted ? since : now, outcome: 'running', outcome_of: wanted, outcome_at: now, outcome_detail: null,
            seen_at: now, seen_from: '192.0.2.53',
          }).where('id', '=', id).where('wanted', '=', wanted).execute()
        }
      })
    },
  }
}

/** A host name has an address of its own, in the block for documentation; `nowhere.example` and what is under it has none. */
const addressFor = (name: string) => (nameserverAddressOf(name)?.match(/^[\d.]+$|:/) ? name : `198.18.${fate(name, 250)}.${1 + fate(`${name}.`, 250)}`)

import type { Selectable } from 'kysely'
import { fileEtag } from '#contract/nameserver-delivery.ts'
import type { TsigPurpose } from '#contract/nameservers.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { NameserverTable } from '../../db/tables-of-dns.ts'
import type { Host } from '../../host.ts'
import type { Answering, Asking, Peer, ServerFile } from './files/model.ts'

/** Raised when the same uses are written in another way: every server then wants its file anew. */
const layout = 3

export type NameserverRow = Selectable<NameserverTable>

interface UseRow {
  id: string
  nameserver_id: string
  key_id: string
  name: string
  algorithm: TsigAlgorithm
  secret_version: number
  zone: string
  purpose: TsigPurpose
}

/** All that stands in a file but the secrets, and for these their keys. */
export interface Draft {
  readonly file: Omit<ServerFile, 'etag'>
  readonly keys: readonly { id: string; name: string; secret_version: number }[]
}

export const etagOf = ({ wanted, wanted_digest: digest }: Pick<NameserverRow, 'wanted' | 'wanted_digest'>): string => fileEtag(wanted, digest)

const usesOf = (db: Database | Tx) =>
  db.selectFrom('tsig_uses as s').innerJoin('tsig_keys as t', 't.id', 's.tsig_key_id')
    .select(['s.id', 's.nameserver_id', 't.id as key_id', 't.name', 't.algorithm', 't.secret_version', 's.zone', 's.purpose'])

/** Who is at the other end of a use: the part that they must have, with the same key and a zone that is the same or all. */
export const otherEnd = { 'asks-for-transfers': 'answers-transfers', 'signs-notify': 'asks-for-transfers' } as const
export const meets = (zone: string, other: string) => zone === other || zone === '' || other === ''

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** What was read for the draft of one nameserver, kept for the next: a key that hundreds share is looked at once. */
interface Known {
  readonly uses: Map<string, readonly UseRow[]>
  readonly peers: Map<string, Peer>
}
const nothingKnown = (): Known => ({ uses: new Map(), peers: new Map() })
/** Of one statement: SQLite takes 32,766 parameters, and a turn of the event loop should be short. */
const chunk = 500

/** Uses of these keys, wherever they are. */
async function usesOfKeys(db: Database | Tx, ids: readonly string[], { uses }: Known): Promise<UseRow[]> {
  for (const id of ids) if (!uses.has(id)) uses.set(id, await usesOf(db).where('s.tsig_key_id', '=', id).execute())
  return ids.flatMap((id) => uses.get(id)!)
}

async function learnPeers(db: Database | Tx, ids: readonly string[], { peers }: Known): Promise<void> {
  const missing = ids.filter((id) => !peers.has(id))
  const rows = db.selectFrom('nameservers').select(['id', 'name', 'addresses', 'port'])
  for (let at = 0; at < missing.length; at += chunk)
    for (const peer of await rows.where('id', 'in', missing.slice(at, at + chunk)).execute())
      peers.set(peer.id, { ...peer, addresses: peer.addresses.split(', ') })
}

/** What the file of a nameserver is made of: its uses, their keys, and the nameservers at the other end. */
export async function draftOf(db: Database | Tx, row: NameserverRow, known: Known = nothingKnown()): Promise<Draft> {
  const own: UseRow[] = await usesOf(db).where('s.nameserver_id', '=', row.id).orderBy('t.name').orderBy('s.zone').orderBy('s.purpose').execute()
  const keyIds = [...new Set(own.map(({ key_id: id }) => id))]
  const others = (await usesOfKeys(db, keyIds, known)).filter(({ nameserver_id: id }) => id !== row.id)
  await learnPeers(db, [...new Set(others.map(({ nameserver_id: id }) => id))], known)
  // Ids grow with time.
  const made = new Map(own.map(({ id }) => id).toSorted().map((id, at) => [id, at]))
  const ends = Map.groupBy(others, ({ key_id: id, purpose }) => `${id} ${purpose}`)

  function answering(purpose: TsigPurpose): Answering[] {
    const zones = Map.groupBy(own.filter((use) => use.purpose === purpose), ({ zone }) => zone)
    return [...zones].map(([zone, uses]) => ({ zone, keys: uses.map(({ name }) => name) })).toSorted((a, b) => (a.zone < b.zone ? -1 : 1))
  }
  function towards(purpose: keyof typeof otherEnd): Asking[] {
    return own.filter((use) => use.purpose === purpose).map(({ id, zone, key_id: keyId, name }) => {
      const there = (ends.get(`${keyId} ${otherEnd[purpose]}`) ?? []).filter((use) => meets(zone, use.zone))
      const ids = new Set(there.map(({ nameserver_id: peer }) => peer))
      return { zone, key: name, made: made.get(id)!, peers: [...ids].flatMap((peer) => known.peers.get(peer) ?? []).toSorted(byName) }
    })
  }
  /** One whose peers are all asked with a newer key is left out; one that never had any says so in the file. */
  function newest(all: readonly Asking[]): Asking[] {
    return all.flatMap((use) => {
      const { zone, made: at, peers: theirs } = use
      const replaced = new Set(all.filter((other) => other.zone === zone && other.made > at).flatMap(({ peers: newer }) => newer.map((peer) => peer.id)))
      const left = theirs.filter((peer) => !replaced.has(peer.id))
      return left.length === 0 && theirs.length > 0 ? [] : [{ ...use, peers: left }]
    })
  }
  const asks = towards('asks-for-transfers')
  const keys = [...new Map(own.map((use) => [use.key_id, use])).values()].toSorted(byName)
  return {
    keys: keys.map(({ key_id: id, name, secret_version: version }) => ({ id, name, secret_version: version })),
    file: {
      name: row.name, kind: row.kind, keys: keys.map(({ name, algorithm }) => ({ name, algorithm })),
      transfers: answering('answers-transfers'), updates: answering('takes-updates'),
      asks: newest(asks), notifies: newest(towards('signs-notify')), accepts: asks,
    },
  }
}

/** Sixteen hexadecimal digits that are the same as long as the same file would come out; no secret goes into them, only which it is. */
export function digestOf(host: Host, { file, keys }: Draft): string {
  const octets = host.crypto.sha256(JSON.stringify([layout, file, keys])).subarray(0, 8)
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')
}

/** What has changed: these nameservers, their uses, or these keys. */
export interface Changed {
  readonly nameservers?: readonly string[]
  readonly keys?: readonly string[]
}

export interface Wanted {
  /**
   * Works out anew which file the nameservers want that a change reaches: those named, those with one of the keys, and those that
   * share a key with them. Where it is another, its number rises. Called in the transaction of the change, after it.
   */
  refresh(tx: Tx, now: number, changed: Changed): Promise<void>
}

export function createWanted(host: Host, store: Store): Wanted {
  return {
    async refresh(tx, now, { nameservers = [], keys = [] }) {
      const shared =
        nameservers.length === 0 ? [] : await tx.selectFrom('tsig_uses').select('tsig_key_id').distinct().where('nameserver_id', 'in', nameservers).execute()
      const keyIds = [...new Set([...keys, ...shared.map(({ tsig_key_id: id }) => id)])].toSorted()
      // Keys first, and all in one order: of two who add uses of a key at once, the second then sees what the first did.
      for (const id of keyIds) await store.lock(tx, 'tsig_keys', id)
      const using = keyIds.length === 0 ? [] : await tx.selectFrom('tsig_uses').select('nameserver_id').distinct().where('tsig_key_id', 'in', keyIds).execute()
      const known = nothingKnown()
      for (const id of [...new Set([...nameservers, ...using.map(({ nameserver_id: id }) => id)])].toSorted()) {
        await store.lock(tx, 'nameservers', id)
        const row = await tx.selectFrom('nameservers').selectAll().where('id', '=', id).executeTakeFirst()
        if (!row) continue
        const digest = digestOf(host, await draftOf(tx, row, known))
        if (digest === row.wanted_digest) continue
        await tx.updateTable('nameservers').set({ wanted: row.wanted + 1, wanted_digest: digest, wanted_at: now }).where('id', '=', id).execute()
      }
    },
  }
}

import { beginning, breakAction, createChain, stranger, type Base, type Head } from './chain.ts'
import { createEnds, type Found } from './ends.ts'
import { breakEntry, rowOf, type AuditEntry } from './entry.ts'
import { detailOf } from './file.ts'
import { sealOf, type Unsealed } from './statement.ts'
import { createWalk, walkBegins, type Break, type Walked } from './walk.ts'
import type { Ending, Store, Tx } from '../db/store.ts'
import type { AuditTable } from '../db/tables.ts'
import type { Host } from '../host.ts'
import type { Keys } from '../secrets/keys.ts'
import { fail } from '../problem.ts'
import { mapInTurns, pass, turn } from '../turn.ts'

export interface Audit {
  /** Appends inside the change's own transaction: if the row cannot be written, the change fails. */
  append(tx: Tx, ...entries: readonly AuditEntry[]): Promise<void>
  /**
   * A write for a change that leaves rows. On PostgreSQL it may share its transaction with others: then what it appends is taken
   * down, and written in the order of the works at the transaction's end. A work that fails leaves no row. `large`: it writes
   * thousands of rows (Store.writeLarge).
   */
  change<T>(work: (tx: Tx) => Promise<T>, size?: 'large'): Promise<T>
  /** Seals the beginning, on a database that was made just now: from then on there is a head, and a trail without one was robbed of it. */
  begin(): Promise<void>
  /** Looks whether the trail ends where it was last written. A break is told: in the log, in the chain, by `broken`. */
  check(): Promise<void>
  /** The store, with writes after which this server knows what it has written. */
  remembering(store: Store): Store
  /**
   * Walks the chain from its beginning, or from where an earlier walk was: to the end, or `most` rows. Breaks that nobody knew
   * of are told. Throws `AbortError` when `signal` says so.
   */
  verify(walk?: { from?: Walked; most?: number; signal?: AbortSignal }): Promise<AuditVerdict>
  /** How many of the rows behind `seq` are read at once, `most` or fewer, and the number of the last. */
  slice(seq: number, most: number): Promise<{ count: number; to: number | undefined }>
  /** Sequence number and hash of the newest row as they were last sealed, and the seal itself, for a second place to keep. */
  head(): Promise<{ seq: number; hash: string; sealed: string }>
  /**
   * The number of the newest row that is committed: it rises with every change that anybody makes, on any server. Costs no statement
   * where this server is the only writer.
   */
  newest(): Promise<number>
  /** What is in the database begins behind this row; `undefined` while it is all there. */
  base(): Promise<(Base & { sealed: string }) | undefined>
  /** What is in archives, and what the trail says of the last one; `undefined` while nothing is. */
  archived(): Promise<{ through: number; until: number; last: ArchiveTold | null } | undefined>
  /** Lets the rows up to this one go, which are in an archive: seals where the trail begins from now on, and says so in it. */
  archive(tx: Tx, upTo: Base, entry: AuditEntry): Promise<void>
  /** Removes some of the rows that are in an archive. Is there more to do? */
  removeArchived(): Promise<boolean>
  /** The seal of a statement, by the chain's key. */
  seal(statement: Unsealed): Promise<string>
  /** Breaks that are known here; they never become fewer. */
  broken(): number
  /** What the trail itself says of its breaks, the first ones. */
  told(): Promise<(Break & { row: number; time: number })[]>
}

/** An archive by the row that tells of it: its file's name, its first row, and the time of that as text. */
export interface ArchiveTold {
  file: string
  first: number
  from: string
}

export interface AuditVerdict extends Walked {
  holds: boolean
  /** The newest row's number, as far as it is known. */
  last: number
  /** Was the walk stopped before the end? */
  more: boolean
}

/** Rows read at once while verifying: some five milliseconds of work. */
const slice = 200
/** Of the row that tells of an archive. */
export const archiveAction = 'audit.archive'
/** Rows of an archive that are removed in one go. */
const removed = 2000
/** Rows written by one statement. */
const inserted = 200

/**
 * An append-only trail with a keyed hash chain: `hash = HMAC(auditKey, previous hash || row)`. The newest sequence number
 * and hash also stand, sealed by the same key, in `meta`, and each append looks first whether the rows end there. Where they do
 * not, the trail goes on from the sealed end and not from what is found, behind a row that says so: what was cut stays a gap for
 * ever. A writer of the database who lacks the root key can neither edit, insert, remove nor cut unseen; one who kept an earlier
 * state of rows and head can put that back where no server runs, which only a head kept elsewhere shows (the log has one a minute).
 */
export function createAudit(host: Host, store: Store, keys: Keys): Audit {
  const chain = createChain(host.crypto, keys.audit)
  const ends = createEnds(chain)
  /** The last end that this server has seen or written, and that was committed. It only moves on. */
  let known: Head = beginning
  /** Has this server looked? From then on there is a sealed end at least. */
  let started = false
  /** May there be rows that are in an archive? A start does not know. */
  let leftovers = true
  const pending = new WeakMap<Tx, Head>()
  const told = new Set<number>()

  /** At once, and once a server: the log is the place that a writer of the database does not reach. */
  function tell({ at, why }: Break): void {
    if (told.has(at)) return
    if (told.size < 1000) told.add(at)
    host.log('error', 'audit trail broken', { row: at, why })
  }

  function remember(end: Head): void {
    if (end.seq >= known.seq) known = { ...end, breaks: Math.max(known.breaks, end.breaks) }
  }

  /** Writes rows behind the end that was found, whatever it is, and seals the new one. */
  async function write(tx: Tx, { end, next, breaks, broken }: Found, entries: readonly AuditEntry[]): Promise<void> {
    const all = broken
      ? [
          breakEntry(entries[0]?.time ?? host.now(), broken, end),
          ...entries.filter(({ action, object }) => action !== breakAction || object.id !== String(broken.at)),
        ]
      : entries
    if (all.length === 0) return
    let seq = next - 1
    let { hash } = end
    const rows = await mapInTurns(all, (entry): AuditTable => {
      seq++
      const row = rowOf(entry, seq)
      hash = chain.next(hash, row)
      return { ...row, hash }
    })
    // An import makes thousands at once: far fewer statements than rows, each far from what a statement may hold.
    for (let at = 0; at < rows.length; at += inserted) await tx.insertInto('audit').values(rows.slice(at, at + inserted)).execute()
    const head: Head = { seq, hash, breaks: breaks + all.filter(({ action }) => action === breakAction).length }
    const value = chain.head(head.seq, head.hash, head.breaks)
    await tx.insertInto('meta').values({ key: 'audit-head', value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
    pending.set(tx, head)
    if (broken) tell(broken)
  }

  async function append(
    tx: Tx,
    entries: readonly AuditEntry[],
    bare: 'nothing' | 'a sealed beginning' | 'no' = started ? 'a sealed beginning' : 'nothing',
  ): Promise<void> {
    await store.lockChain(tx)
    const found = await ends.look(tx, known, bare)
    await write(tx, found, entries)
    if (!pending.has(tx)) pending.set(tx, { ...found.end, breaks: found.breaks })
  }

  const settle = (tx: Tx | undefined) => {
    const end = tx && pending.get(tx)
    if (end) remember(end)
  }

  const settling = (write: Store['write']): Store['write'] => async (work) => {
    let last: Tx | undefined
    const value = await write((tx) => work((last = tx)))
    settle(last)
    return value
  }
  const remembering = (of: Store): Store => ({ ...of, write: settling(of.write), ...(of.writeLarge && { writeLarge: settling(of.writeLarge) }) })
  const remembered = remembering(store)

  /** What works that share a transaction have appended. */
  const taken = new WeakMap<Tx, AuditEntry[]>()
  const leftBy = (works: readonly Tx[]) => works.flatMap((work) => taken.get(work) ?? [])
  const ending: Ending = {
    needed: (works) => works.some((work) => (taken.get(work)?.length ?? 0) > 0),
    async run(tx, works) {
      await append(tx, leftBy(works))
      return () => settle(tx)
    },
  }

  /** Says in the chain what a walk found and no row says yet. */
  async function record(breaks: readonly Break[]): Promise<void> {
    for (const found of breaks) tell(found)
    const places = breaks.map(({ at }) => at)
    if (new Set(await ends.toldOf(store.db, places)).size === places.length) return
    await remembered.write(async (tx) => {
      await store.lockChain(tx)
      const there = new Set(await ends.toldOf(tx, places))
      await append(tx, breaks.filter(({ at }) => !there.has(at)).map((found) => breakEntry(host.now(), found)))
    })
  }

  return {
    async head() {
      const sealed = await ends.sealed(store.db)
      const { seq, hash } = chain.readHead(sealed) ?? beginning
      return { seq, hash, sealed: sealed ?? '' }
    },

    async newest() {
      if (!store.shared) return known.seq
      return (await store.db.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0
    },

    async append(tx, ...entries) {
      const until = taken.get(tx)
      if (until) for (const entry of entries) until.push(entry)
      else if (entries.length > 0) await append(tx, entries)
    },

    async change(work, size) {
      if (!store.together) return (size === 'large' && remembered.writeLarge ? remembered.writeLarge : remembered.write)(work)
      return store.together((tx) => {
        taken.set(tx, [])
        return work(tx)
      }, ending)
    },

    async begin() {
      const value = chain.head(beginning.seq, beginning.hash)
      await store.write((tx) =>
        tx
          .insertInto('meta')
          .values({ key: 'audit-head', value })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .execute(),
      )
    },

    async check() {
      // Somebody's first deed and they themselves come in one change: from outside of it there is never one without the other.
      const bare = !started && (await ends.begun(store.db)) ? 'no' : 'a sealed beginning'
      started = true
      // A look is no write: most of the time there is nothing to tell.
      const found = await ends.look(store.db, known, bare)
      if (found.broken) await remembered.write((tx) => append(tx, [], bare))
      else remember({ ...found.end, breaks: found.breaks })
    },

    told: () => ends.told(store.db),
    slice: (seq, most) => ends.slice(store.db, seq, most),

    remembering,

    async verify({ from, most = Number.POSITIVE_INFINITY, signal } = {}) {
      const walk = createWalk(chain, structuredClone(from ?? walkBegins()))
      const { walked } = walk
      let last = walked.seq
      let more = false
      for (let read = 0; ;) {
        await turn()
        signal?.throwIfAborted()
        more = read >= most
        if (more) break
        // The head comes with the rows, in one statement and so of one moment: others write meanwhile.
        const { count } = await ends.slice(store.db, walked.seq, Math.min(slice, most - read))
        const rows = await ends.rows(store.db, walked.seq, count)
        const now = rows[0] ? { sealed: rows[0].sealed, base: rows[0].base, last: rows.at(-1)!.seq } : await ends.now(store.db)
        const base = chain.readBase(now.base)
        if (now.base !== null && !base) walk.broken(1, 'The sealed beginning of the trail was changed.')
        if (base && base.seq > walked.seq) {
          // Archived, before this walk or while it was on its way. What still stands there counts no more.
          walk.jump(base)
          continue
        }
        const head = chain.readHead(now.sealed)
        last = Math.max(walked.seq, head?.seq ?? now.last ?? 0)
        // What stands behind the sealed end is one break, wherever the trail will have got to, and the walk's end.
        const ours = rows.filter(({ seq }) => !head || seq <= head.seq)
        for (const { sealed: _, base: __, ...row } of ours) {
          await pass()
          walk.row(row)
        }
        if (head && ours.length < rows.length) {
          const { at, why } = stranger(head, rows[ours.length]!.seq)
          walk.broken(at, why)
        }
        read += rows.length
        // Fewer than there could be: that was the end in that moment. Who went on to what came meanwhile would follow busy writers for ever.
        if (rows.length > 0 ? ours.length === count : (now.last ?? 0) > walked.seq) continue
        walk.end(now.sealed, walked.seq > 0 || (await ends.begun(store.db)))
        break
      }
      const strays = more ? 0 : await ends.strays(store.db)
      if (strays > 0) walk.broken(0, `${strays} ${strays === 1 ? 'row is' : 'rows are'} numbered as the server numbers none.`)
      if (walked.breaks.length > 0) await record(walked.breaks)
      return { ...walked, holds: walked.broken === 0, last, more }
    },

    async base() {
      const sealed = await ends.base(store.db)
      const base = chain.readBase(sealed)
      return base && { ...base, sealed: sealed! }
    },

    async archived() {
      const base = chain.readBase(await ends.base(store.db))
      if (!base) return undefined
      const row = await store.db.selectFrom('audit').select('detail')
        .where('object_kind', '=', 'audit').where('object_id', '=', String(base.seq)).where('action', '=', archiveAction)
        .orderBy('seq', 'desc').limit(1).executeTakeFirst()
      const { file, from: first, begins: from } = detailOf(row?.detail ?? '')
      const told = typeof file === 'string' && Number.isSafeInteger(first) && typeof from === 'string' && !Number.isNaN(Date.parse(from))
      return { through: base.seq, until: base.time, last: told ? { file, first: first as number, from } : null }
    },

    async archive(tx, { seq, hash, time }, entry) {
      await store.lockChain(tx)
      const row = await tx.selectFrom('audit').select(['hash', 'time']).where('seq', '=', seq).executeTakeFirst()
      const head = chain.readHead(await ends.sealed(tx))
      const begins = chain.readBase(await ends.base(tx))?.seq ?? 0
      // The newest row stays, and the one before it: they say where the trail ends.
      if (!head || row?.hash !== hash || row.time !== time || seq <= begins || seq >= head.seq)
        fail('not-in-this-state', 'The trail is not as the archive has it. Nothing was changed. Make the archive again.')
      if (head.breaks > 0)
        fail('not-in-this-state', 'The trail is broken: every row of it is kept. See "When the audit trail is broken" in docs/operations.md.')
      const value = chain.base({ seq, hash, time })
      await tx.insertInto('meta').values({ key: 'audit-base', value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
      await append(tx, [entry])
      leftovers = true
    },

    async removeArchived() {
      if (!leftovers) return false
      const base = chain.readBase(await ends.base(store.db))
      if (base) {
        const old = await store.db.selectFrom('audit').select('seq').where('seq', '>=', 1).where('seq', '<=', base.seq).orderBy('seq').limit(removed).execute()
        const last = old.at(-1)?.seq
        if (last !== undefined) await store.write((tx) => tx.deleteFrom('audit').where('seq', '>=', 1).where('seq', '<=', last).execute())
        leftovers = last !== undefined
      } else leftovers = false
      return leftovers
    },

    seal: (statement) => sealOf(chain, statement),

    broken: () => Math.max(known.breaks, told.size),
  }
}

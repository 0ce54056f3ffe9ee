import { sql } from 'kysely'
import { ahead, beginning, breakAction, changed, goesOnFrom, missing, stands, stranger, type Chain, type End, type Head } from './chain.ts'
import { named, reasonOf, type Break } from './walk.ts'
import type { Database, Tx } from '../db/store.ts'
import type { AuditTable } from '../db/tables.ts'
import { lastInstant } from '../time.ts'

/** How a trail ends: where the next row goes, and what is wrong. */
export interface Found {
  /** What the next row hangs on. */
  end: End
  /** The next row's number: right behind the end, unless somebody else took it. */
  next: number
  /** Rows so far that tell of a break. */
  breaks: number
  broken?: Break
}

export const sealedHead = sql<string | null>`(SELECT value FROM meta WHERE key = 'audit-head')`

export const sealedBase = sql<string | null>`(SELECT value FROM meta WHERE key = 'audit-base')`

/** A number beyond this does not come out of the database as it stands there; our rows never get that far. */
export const largest = Number.MAX_SAFE_INTEGER

/** Bytes of one slice, unless its only row has more. */
const sliceBytes = 1_000_000

/** A time that is none, put there by somebody else, would end the statement or the page that shows it. -1 is no time of ours: the row's hash does not fit. */
export const readableTime = sql<number>`CASE WHEN time BETWEEN 0 AND ${sql.lit(lastInstant)} THEN time ELSE -1 END`
const columns = sql`seq, ${readableTime} AS time, actor_id, actor_name, credential, address, action, object_kind, object_id, object_name,
  outcome, detail, request_id, hash`
/** Literal, so that SQLite sees that the index of migration 9 fits. */
const tellsOfBreak = sql`action = ${sql.lit(breakAction)}`

/** What stands at the end of the trail, and all else that is read of it. */
export function createEnds(chain: Chain) {
  const begun = async (db: Database | Tx) => (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
  const sealed = async (db: Database | Tx) => (await db.selectNoFrom([sealedHead.as('sealed')]).executeTakeFirstOrThrow()).sealed
  const newest = async (db: Database | Tx, upTo: number) =>
    (await db.selectFrom('audit').select(['seq', 'hash']).where('seq', '>=', 1).where('seq', '<=', upTo).orderBy('seq', 'desc').limit(1).executeTakeFirst()) ??
    beginning

  /** Does a row of the trail tell already of the gap in which this end is: one that was just written, or another server's? */
  async function toldOfGap(db: Database | Tx, known: End): Promise<boolean> {
    const { rows } = await sql<AuditTable>`SELECT ${columns} FROM audit
      WHERE ${tellsOfBreak} AND seq > ${known.seq} AND seq <= ${known.seq + ahead} ORDER BY seq DESC LIMIT ${named}`.execute(db)
    return rows.some(({ hash, ...row }) => {
      const from = goesOnFrom(row)
      return from !== undefined && from.seq >= known.seq && Number(row.object_id) <= known.seq && chain.next(from.hash, row) === hash
    })
  }

  /** The end does not stand as it should: where the trail goes on, and what to say. */
  async function broken(db: Database | Tx, head: Head | undefined, known: End | undefined, text: string | null): Promise<Found> {
    const last = await newest(db, Math.max(head?.seq ?? 0, known?.seq ?? 0) + ahead)
    const counted = await db
      .selectFrom('audit')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where(sql<boolean>`${tellsOfBreak}`)
      .executeTakeFirstOrThrow()
    const breaks = Math.max(head?.breaks ?? 0, counted.count)
    // The furthest end that the key vouches for, or this server's own memory; else there is only what is found.
    const end = known && (!head || known.seq >= head.seq) ? known : head ?? last
    const found = (at: number, why: string): Found => ({
      end: { seq: end.seq, hash: end.hash },
      next: Math.max(end.seq, last.seq) + 1,
      breaks,
      broken: { at, why },
    })
    const empty = 'The trail is empty, although this database has been in use.'
    if (!head)
      return found(
        last.seq + 1,
        text !== null ? 'The sealed end of the trail was changed.' : last.seq === 0 ? empty : 'The sealed end of the trail is missing.',
      )

    const upTo = head.seq === 0 ? beginning : await newest(db, head.seq)
    const whole = upTo.seq === head.seq && upTo.hash === head.hash
    if (known && (head.seq < known.seq || (whole && head.hash !== known.hash))) {
      return found(
        Math.min(last.seq + 1, known.seq),
        `The trail was put back to an earlier state, or written anew: row ${known.seq}, which this server has seen, is not there any more.`,
      )
    }
    if (upTo.seq < head.seq) return found(upTo.seq + 1, missing(upTo.seq + 1, head.seq))
    if (!whole || last.seq === head.seq) return found(Math.max(1, head.seq), head.seq === 0 ? empty : changed(head.seq))
    const first = (await db.selectFrom('audit').select('seq').where('seq', '>', head.seq).orderBy('seq').limit(1).executeTakeFirst())?.seq ?? last.seq
    const { at, why } = stranger(head, first)
    return found(at, why)
  }

  return {
    begun,
    sealed,

    /**
     * Compares the newest row, its content hashed again, with the sealed head, and with what this server knows. `bare`: may
     * there be no trail at all? A sealed beginning: only the beginning is sealed.
     */
    async look(db: Database | Tx, known: Head, bare: 'nothing' | 'a sealed beginning' | 'no'): Promise<Found> {
      const { rows } = await sql<AuditTable & { sealed: string | null; kept: string | null }>`
        SELECT ${columns}, ${sealedHead} AS sealed, (SELECT k.hash FROM audit k WHERE k.seq = ${known.seq}) AS kept
        FROM audit WHERE seq >= ${Math.max(1, known.seq - 1)} AND seq <= ${known.seq + ahead} ORDER BY seq DESC LIMIT 2`.execute(db)
      const [last, before] = rows.map(({ sealed: _sealed, kept: _kept, ...row }): AuditTable => row)
      const text = rows[0] ? rows[0].sealed : await sealed(db)
      const head = chain.readHead(text)
      const there = known.seq === 0 || rows[0]?.kept === known.hash || (await toldOfGap(db, known))
      const sound = (end: Head): Found => ({ end: { seq: end.seq, hash: end.hash }, next: end.seq + 1, breaks: end.breaks })
      if (there && head && last && last.seq === head.seq && last.hash === head.hash && stands(chain, last, before)) return sound(head)
      if (there && !last && bare !== 'no' && (head ? head.seq === 0 : text === null && bare === 'nothing' && !(await begun(db)))) return sound(beginning)
      return broken(db, head, there ? undefined : known, text)
    },

    /**
     * The rows behind `seq` that make a slice, and the number of the last: `most`, or as many as hold a megabyte. Most have some
     * hundred bytes, but one that tells of a key with all its servers has a hundred thousand. For its size no row is read.
     */
    async slice(db: Database, seq: number, most: number) {
      const rows = await db.selectFrom('audit').select(['seq', sql<number | null>`octet_length(detail)`.as('size')])
        .where('seq', '>', seq).where('seq', '<=', largest).orderBy('seq').limit(most).execute()
      let bytes = 0
      const tooMany = rows.findIndex(({ size }) => (bytes += size ?? 0) > sliceBytes)
      const count = tooMany < 0 ? most : Math.max(1, tooMany)
      return { count, to: rows.slice(0, count).at(-1)?.seq }
    },

    base: async (db: Database | Tx) => (await db.selectNoFrom([sealedBase.as('base')]).executeTakeFirstOrThrow()).base,

    /** The next rows behind `seq`, each with the sealed head and the sealed beginning of that moment. */
    async rows(db: Database, seq: number, most: number) {
      const { rows } = await sql<AuditTable & { sealed: string | null; base: string | null }>`
        SELECT ${columns}, ${sealedHead} AS sealed, ${sealedBase} AS base FROM audit
        WHERE seq > ${seq} AND seq <= ${largest} ORDER BY seq LIMIT ${most}`.execute(db)
      return rows
    },

    /** The sealed head and the newest row's number, of one moment. */
    async now(db: Database) {
      return db
        .selectNoFrom([
          sealedHead.as('sealed'), sealedBase.as('base'), sql<number | null>`(SELECT max(seq) FROM audit WHERE seq >= 1 AND seq <= ${largest})`.as('last'),
        ])
        .executeTakeFirstOrThrow()
    },

    /** Rows with numbers that the server gives to none. */
    async strays(db: Database) {
      // Two questions: of both at once SQLite looks at every row.
      const count = (which: ReturnType<typeof sql<boolean>>) =>
        db
          .selectFrom('audit')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where(which)
          .executeTakeFirstOrThrow()
      const [below, above] = [await count(sql<boolean>`seq < 1`), await count(sql<boolean>`seq > ${sql.lit(largest)}`)]
      return below.count + above.count
    },

    /** Of these places, those that a row of the trail tells of already. */
    async toldOf(db: Database | Tx, places: readonly number[]) {
      const rows = await db.selectFrom('audit').select('object_id').where(sql<boolean>`${tellsOfBreak}`).where('object_id', 'in', places.map(String)).execute()
      return rows.map(({ object_id: id }) => Number(id))
    },

    /** What the trail says of its breaks, the first of them. */
    async told(db: Database): Promise<(Break & { row: number; time: number })[]> {
      const { rows } = await sql<Pick<AuditTable, 'seq' | 'time' | 'object_id' | 'detail'>>`
        SELECT seq, ${readableTime} AS time, object_id, detail FROM audit WHERE ${tellsOfBreak} AND seq <= ${largest} ORDER BY seq LIMIT ${named}`.execute(db)
      return rows.map(({ seq, time, object_id: at, detail }) => ({ at: Number(at) || 0, why: reasonOf(detail), row: seq, time }))
    },
  }
}

import type { TsigCheck } from '#contract/tsig-checks.ts'
import { tsigCheckEnds, unfinishedWords } from '#contract/tsig-check-words.ts'
import { tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import type { TsigPurpose } from '#contract/nameservers.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'
import { fromBase64, uuidv7 } from '../../bytes.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { AuditFact } from '../../audit/entry.ts'
import { addressFault, addressOf, pinned, type AddressFault } from '../../dns/addresses.ts'
import { checkTsigKey, type Checked } from '../../dns/check.ts'
import { isLate, notAsked } from '../../dns/ask.ts'
import type { Host, NameserverPort } from '../../host.ts'
import { fail, notFound, ProblemError } from '../../problem.ts'
import { count, rank, worstOf } from './counted.ts'
import { sharing } from './sharing.ts'

export interface Asked {
  readonly tsigId: string
  readonly nameserverId: string
  /** Empty: one that is known there. */
  readonly zone: string
  readonly transport: 'udp' | 'tcp' | 'both'
  readonly transfer: boolean
  readonly update: boolean
  readonly enforce: boolean
}

/** What came of it, with what the trail and the history need. */
export interface Heard {
  readonly check: TsigCheck
  readonly zone: string
  readonly key: { id: string; name: string }
  readonly nameserver: { id: string; name: string }
}

/** Writes down what was heard by the time that the last who waited for it had gone. */
export type KeepLeft = (tx: Tx, heard: Heard) => Promise<void>

export interface TsigChecker {
  /**
   * Asks every address of a nameserver. Refuses with 404, `address-not-allowed`; what the network does is a verdict. What ends it early
   * (`unfinished`) leaves what was learned until then; `keepLeft` gets that where `signal` ended it.
   */
  run(asked: Asked, signal: AbortSignal, keepLeft: KeepLeft): Promise<Heard>
  /**
   * Writes it down, in the history and at the key and the nameserver. Refuses with 404 where either has gone meanwhile.
   * `worsened`: it was better the last time. `worse`: it was better once, and has not come back since.
   */
  keep(tx: Tx, heard: Heard, by: string | null): Promise<{ id: string; at: number; worse: boolean; worsened: boolean }>
  /** Asks and keeps what nobody waits for, with a row of the trail where it worsened. */
  askItself(asked: Asked, signal: AbortSignal): Promise<{ heard: Heard; worse: boolean }>
  /**
   * For a rollover: what a use needs of a key, asked and kept; rejects only with the signal's reason. No verdict: the server was not
   * asked, and nothing is known of it; `says` tells why.
   */
  ask(
    question: { tsigId: string; nameserverId: string; zone: string; purpose: TsigPurpose },
    signal: AbortSignal,
  ): Promise<{ verdict: TsigVerdict | null; records: number | null; says: string | null }>
  /** Waits until what was left is written down. */
  close(): Promise<void>
}

export interface CheckerParts {
  host: Host
  store: Store
  /** The secret of a TSIG key, base64. It is used here and goes no further. */
  secretOf: (db: Database | Tx, tsigId: string) => Promise<string>
  /** This machine's own addresses may be asked. */
  loopback: boolean
  /** Appends a row of the trail for what this server did by itself. */
  record: (tx: Tx, now: number, action: 'tsig-check.worsened', fact: AuditFact) => Promise<void>
}

export const checkFact = ({ key, nameserver, zone, check }: Heard): AuditFact => ({
  object: { kind: 'tsig-key', id: key.id, name: key.name },
  detail: {
    nameserver: nameserver.name, zone, verdict: check.verdict, ...(check.enforced === null ? {} : { enforced: check.enforced }),
    ...(check.unfinished && { unfinished: check.unfinished }),
  },
})

/** Kept of a key at a server, and how long. */
const keptEach = 100
export const keptDays = 90

const askingMost = 90_000

/** Somewhere to ask at, or what is said of a name that leads nowhere. */
type Place = { address: string } | { address: string; check: Checked }

function neverAsked(entered: string, fault: AddressFault, address: string): never {
  const why = address === entered ? 'no nameserver is there' : `it leads to ${address}`
  const message = `${entered} is never asked: ${why} (${fault}).`
  return fail('address-not-allowed', message, [{ field: 'nameserverId', message }])
}

/** What a zone must be there for, to be asked for with these questions. */
const purposeOf = ({ transfer, update }: Pick<Asked, 'transfer' | 'update'>): TsigPurpose => (update && !transfer ? 'takes-updates' : 'answers-transfers')

export function createTsigChecker({ host, store, secretOf, loopback, record }: CheckerParts): TsigChecker {
  /**
   * The zone asked for, or one that is known at this nameserver: a key's own before another's, of these one that is there for what is
   * asked; the root where none is named.
   */
  async function zoneFor(asked: Asked): Promise<string> {
    if (asked.zone !== '') return asked.zone
    const named = await store.db.selectFrom('tsig_uses').select(['zone', 'tsig_key_id', 'purpose']).where('nameserver_id', '=', asked.nameserverId)
      .where('zone', '!=', '').orderBy('zone').limit(1000).execute()
    const fits = (use: (typeof named)[number]) => (use.tsig_key_id === asked.tsigId ? 2 : 0) + (use.purpose === purposeOf(asked) ? 1 : 0)
    return named.toSorted((a, b) => fits(b) - fits(a))[0]?.zone ?? '.'
  }

  /** Where an address that was entered leads, resolved once and pinned; or what is said of one that leads nowhere. */
  async function placesOf(nameserver: NameserverPort, entered: string, signal: AbortSignal): Promise<Place[]> {
    let answer: readonly string[] = addressOf(entered) === undefined ? [] : [entered]
    const began = performance.now()
    const found = await pinned(entered, async (name) => (answer = await nameserver.resolve(name, signal)), { loopback })
    if (!('fault' in found)) return found.addresses.map((address) => ({ address }))
    if (found.fault !== 'no-address' && found.fault !== 'too-many') neverAsked(entered, found.fault, 'address' in found ? found.address : entered)
    const milliseconds = Math.round(performance.now() - began)
    const step = { ...notAsked, what: 'resolve', transport: null, outcome: 'unreachable', found: answer.length, milliseconds } as const
    const words = `${entered} has ${found.fault === 'too-many' ? 'too many addresses' : 'no address'}: see whether the name is right.`
    return [{ address: entered, check: { verdict: 'unreachable', enforced: null, steps: [step], next: { step: 'look-for-server', words } } }]
  }

  async function run(asked: Asked, signal: AbortSignal): Promise<Heard> {
    const [key, server] = await Promise.all([
      store.db.selectFrom('tsig_keys').select(['id', 'name', 'algorithm']).where('id', '=', asked.tsigId).executeTakeFirst(),
      store.db.selectFrom('nameservers').select(['id', 'name', 'addresses', 'port']).where('id', '=', asked.nameserverId).executeTakeFirst(),
    ])
    if (!key || !server) return notFound()
    const zone = await zoneFor(asked)
    const secret = fromBase64(await secretOf(store.db, key.id))
    const { nameserver } = host
    if (!nameserver) fail('not-ready', 'No nameserver can be asked from here.')
    // All names before anything is asked: a bad address of the last one spoils what the first ones have.
    const places = (await Promise.all(server.addresses.split(', ').map((entered) => placesOf(nameserver, entered, signal)))).flat()
    signal.throwIfAborted()
    const all: { address: string; check: Checked }[] = []
    for (const place of places) {
      const check = 'check' in place ? place.check : await checkTsigKey({ ...host, nameserver }, {
        key: { name: key.name, algorithm: tsigAlgorithms[key.algorithm].wire, secret }, to: { address: place.address, port: server.port }, zone,
        transport: asked.transport, transfer: asked.transfer, update: asked.update, enforce: asked.enforce, signal,
      })
      all.push({ address: place.address, check })
    }
    const verdicts = all.flatMap(({ check }) => check.verdict ?? [])
    const failed = all.find(({ check }) => check.unfinished === 'fault')?.check
    if (verdicts.length === 0) throw failed?.fault ?? signal.reason
    if (failed) host.log('error', 'not everything of a check could be asked', { error: String(failed.fault) })
    const worst = worstOf(verdicts)
    const enforced = all.map(({ check }) => check.enforced)
    const unfinished = tsigCheckEnds.findLast((end) => all.some(({ check }) => check.unfinished === end))
    return {
      key, nameserver: server, zone,
      check: {
        verdict: worst, enforced: enforced.includes(false) ? false : enforced.every((one) => one === true) ? true : null,
        steps: all.flatMap(({ address, check }) => check.steps.map((step) => ({ ...step, address }))),
        next: (all.find(({ check }) => check.verdict === worst && check.next) ?? all.find(({ check }) => check.next))?.check.next ?? null,
        ...(unfinished && { unfinished }), ...(nameserver.simulated ? { simulated: true as const } : {}),
      },
    }
  }

  async function keep(tx: Tx, { check, zone, key, nameserver }: Heard, by: string | null) {
    // Keys first, as everywhere. Whoever counts has both, so that of two checks at once the second counts the first.
    await store.lock(tx, 'tsig_keys', key.id)
    await store.lock(tx, 'nameservers', nameserver.id)
    // Either may have gone while it was asked.
    const ofKey = (await tx.selectFrom('tsig_keys').select('checked_at').where('id', '=', key.id).executeTakeFirst()) ?? notFound()
    const there = (await tx.selectFrom('nameservers').select('checked_at').where('id', '=', nameserver.id).executeTakeFirst()) ?? notFound()
    const last = await tx
      .selectFrom('tsig_checks')
      .select(['verdict', 'enforced', 'worse'])
      .where('tsig_key_id', '=', key.id)
      .where('nameserver_id', '=', nameserver.id)
      .where('zone', '=', zone)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    // Of two within one millisecond the second is the later all the same: ids order the history.
    const at = Math.max(host.now(), (ofKey.checked_at ?? 0) + 1, (there.checked_at ?? 0) + 1)
    const clock = check.steps.find(({ clockDifference }) => clockDifference !== null)?.clockDifference ?? null
    const id = uuidv7(at, host.random)
    const found = { verdict: check.verdict as string, enforced: check.enforced === null ? null : check.enforced ? 1 : 0 }
    // Where it is to be used no more, that the server knows it no more is no fault.
    const wanted = check.verdict !== 'unknown-key' ||
      (await tx.selectFrom('tsig_uses').select('id').where('tsig_key_id', '=', key.id).where('nameserver_id', '=', nameserver.id).limit(1).executeTakeFirst())
    const [before, now] = [last && rank(last.verdict as TsigVerdict, last.enforced === 0), rank(check.verdict, check.enforced === false)]
    const worsened = Boolean(wanted) && before !== undefined && now > before
    // What was not asked to the end makes nothing better: what was known of this place stands.
    const { verdict, enforced } = check.unfinished && last && now <= before! ? last : found
    const worse = worsened || (Boolean(wanted) && last?.worse === 1 && (now >= before! || check.unfinished !== undefined))
    await tx.insertInto('tsig_checks').values({
      id, tsig_key_id: key.id, nameserver_id: nameserver.id, zone, verdict, enforced, clock, detail: JSON.stringify(check), checked_at: at,
      checked_by: by, worse: worse ? 1 : 0,
    }).execute()
    const kept = await tx.selectFrom('tsig_checks').select('id').where('tsig_key_id', '=', key.id).where('nameserver_id', '=', nameserver.id)
      .orderBy('id', 'desc').offset(keptEach).limit(1).executeTakeFirst()
    if (kept)
      await tx.deleteFrom('tsig_checks').where('tsig_key_id', '=', key.id).where('nameserver_id', '=', nameserver.id).where('id', '<=', kept.id).execute()

    await count(tx, { key: key.id })
    await count(tx, { nameserver: nameserver.id })
    return { id, at, worse, worsened }
  }

  const traced = (asked: Asked, signal: AbortSignal) => {
    if (!host.trace) return run(asked, signal)
    const facts = { 'countersign.tsig_key': asked.tsigId, 'countersign.nameserver': asked.nameserverId }
    return host.trace({ name: 'check of a TSIG key', kind: 'internal', facts }, async (span) => {
      const heard = await run(asked, signal)
      span.note({ 'countersign.verdict': heard.check.verdict })
      return heard
    })
  }

  /** Somebody asks the same just now: all hear the one answer, and it goes on as long as anybody waits for it. */
  const once = sharing(traced, askingMost, (answer, keepLeft: KeepLeft) => {
    const written = answer.then((heard) => store.write((tx) => keepLeft(tx, heard)), () => {})
      // The key or the nameserver has gone as well.
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) host.log('warn', 'a check that was left could not be kept', { error: String(error) })
      })
      .finally(() => left.delete(written))
    left.add(written)
  })
  const left = new Set<Promise<void>>()

  const keepItself = async (tx: Tx, heard: Heard) => {
    const { at, worse, worsened } = await keep(tx, heard, null)
    if (worsened) await record(tx, at, 'tsig-check.worsened', checkFact(heard))
    return { heard, worse }
  }
  async function askItself(asked: Asked, signal: AbortSignal) {
    const heard = await once(asked, signal, async (tx, left) => void (await keepItself(tx, left)))
    return store.write((tx) => keepItself(tx, heard))
  }

  return {
    run: once,
    keep,
    askItself,
    async ask({ tsigId, nameserverId, zone, purpose }, signal) {
      try {
        const { heard: { check } } = await askItself({
          tsigId, nameserverId, zone, transport: purpose === 'takes-updates' ? 'udp' : 'tcp', transfer: purpose === 'answers-transfers',
          update: purpose === 'takes-updates', enforce: false,
        }, signal)
        // What was not asked to the end is kept, and is no proof.
        if (check.unfinished) return { verdict: null, records: null, says: unfinishedWords[check.unfinished] }
        const records = check.steps.find((step) => step.records !== undefined)?.records ?? null
        return { verdict: check.verdict, records, says: check.verdict === 'accepted' ? null : (check.next?.words ?? check.verdict) }
      } catch (error) {
        return { verdict: null, records: null, says: saysOf(error, signal) }
      }
    },
    async close() {
      while (left.size > 0) await Promise.all(left)
    },
  }

  /** Why a server was not asked. None of it is the server's doing, and none is a verdict. */
  function saysOf(error: unknown, signal: AbortSignal): string {
    if (signal.aborted && !isLate(error)) throw error
    if (isLate(error)) return unfinishedWords.late
    if (error instanceof ProblemError) return error.code === 'not-found' ? 'The key or the nameserver is there no more.' : error.message
    host.log('error', 'a nameserver could not be asked', { error: String(error) })
    return 'Countersign could not ask it: its log says why.'
  }
}

export const isAskable = (loopback: boolean) => (address: string): string | undefined => {
  const fault = addressFault(address, { loopback })
  const words = {
    loopback: 'This address is the machine that Countersign runs on, and that is never asked.',
    'link-local': 'This address is link-local, and such are never asked.',
    multicast: 'This is an address of many, and such are never asked.', broadcast: 'This is an address of many, and such are never asked.',
    unspecified: 'This is nobody\'s address.', metadata: 'Clouds tell machines their credentials at this address: it is never asked.',
    reserved: 'This is nobody\'s address.', zone: 'An address with a zone is one of this machine\'s, and is never asked.',
  } as const
  return fault && words[fault]
}

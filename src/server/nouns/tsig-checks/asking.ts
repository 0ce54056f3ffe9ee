import type { TsigCheck } from '#contract/tsig-checks.ts'
import { tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import type { TsigPurpose } from '#contract/nameservers.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'
import { fromBase64, uuidv7 } from '../../bytes.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { addressFault, pinned } from '../../dns/addresses.ts'
import { checkTsigKey } from '../../dns/check.ts'
import type { Host } from '../../host.ts'
import { fail, notFound } from '../../problem.ts'

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

export interface TsigChecker {
  /** Asks every address of a nameserver. Refuses with 404, `address-not-allowed`; what the network does is a verdict. */
  run(asked: Asked, signal: AbortSignal): Promise<Heard>
  /** Writes it down, in the history and at the key and the nameserver. `worse`: the verdict was better the last time. */
  keep(tx: Tx, heard: Heard, by: string | null): Promise<{ id: string; at: number; worse: boolean }>
  /** For a rollover: what a use needs of a key, asked and kept; never rejects for what a server does. */
  ask(
    question: { tsigId: string; nameserverId: string; zone: string; purpose: TsigPurpose },
    signal: AbortSignal,
  ): Promise<{ verdict: TsigVerdict; records: number | null; says: string | null }>
}

export interface CheckerParts {
  host: Host
  store: Store
  /** The secret of a TSIG key, base64. It is used here and goes no further. */
  secretOf: (db: Database | Tx, tsigId: string) => Promise<string>
  /** This machine's own addresses may be asked. */
  loopback: boolean
}

/** From best to worst: of several addresses, and of several servers, the worst counts. */
const order: readonly TsigVerdict[] = [
  'accepted', 'refused', 'bad-time', 'bad-truncation', 'bad-signature', 'unknown-key', 'unsigned-reply', 'malformed', 'timeout', 'unreachable', 'forged-reply',
]
const isWorse = (verdict: TsigVerdict, than: TsigVerdict): boolean => order.indexOf(verdict) > order.indexOf(than)
const worstOf = (verdicts: readonly TsigVerdict[]) => verdicts.reduce((worst, one) => (isWorse(one, worst) ? one : worst))

/** Kept of a key at a server, and how long. */
const keptEach = 100
export const keptDays = 90

const askingMost = 90_000

export function createTsigChecker({ host, store, secretOf, loopback }: CheckerParts): TsigChecker {
  const under = new Map<string, Promise<Heard>>()

  /** The zone asked for, or one that is known at this nameserver: a key's own before another's, the root where none is named. */
  async function zoneFor({ tsigId, nameserverId, zone }: Asked): Promise<string> {
    if (zone !== '') return zone
    const named = await store.db.selectFrom('tsig_uses').select(['zone', 'tsig_key_id']).where('nameserver_id', '=', nameserverId).where('zone', '!=', '')
      .orderBy('zone').limit(1000).execute()
    return (named.find((use) => use.tsig_key_id === tsigId) ?? named[0])?.zone ?? '.'
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
    const all: { address: string; check: TsigCheck }[] = []
    for (const entered of server.addresses.split(', ')) {
      // Resolved once, and asked at what was looked at.
      const found = await pinned(entered, async (name) => (nameserver ? nameserver.resolve(name, signal) : []), { loopback })
      if ('fault' in found) {
        if (found.fault !== 'no-address' && found.fault !== 'too-many') {
          const message = `${entered} is never asked: ${'address' in found && found.address !== entered ? `it leads to ${found.address}` : 'no nameserver ' +
            'is there'} (${found.fault}).`
          fail('address-not-allowed', message, [{ field: 'nameserverId', message }])
        }
        all.push({
          address: entered,
          check: {
            verdict: 'unreachable',
            enforced: null,
            steps: [],
            next: {
              step: 'look-for-server',
              words: `${entered} has ${found.fault === 'too-many' ? 'too many addresses' : 'no address'}: see whether the name is right.`,
            },
          },
        })
        continue
      }
      for (const address of found.addresses) {
        if (!nameserver) continue
        const check = await checkTsigKey({ ...host, nameserver }, {
          key: { name: key.name, algorithm: tsigAlgorithms[key.algorithm].wire, secret }, to: { address, port: server.port }, zone,
          transport: asked.transport, transfer: asked.transfer, update: asked.update, enforce: asked.enforce, signal,
        })
        all.push({ address, check })
      }
    }
    if (all.length === 0) fail('not-ready', 'No nameserver can be asked from here.')
    const worst = worstOf(all.map(({ check }) => check.verdict))
    const enforced = all.map(({ check }) => check.enforced)
    return {
      key, nameserver: server, zone,
      check: {
        verdict: worst, enforced: enforced.includes(false) ? false : enforced.every((one) => one === true) ? true : null,
        steps: all.flatMap(({ address, check }) => check.steps.map((step) => ({ ...step, address }))),
        next: (all.find(({ check }) => check.verdict === worst && check.next) ?? all.find(({ check }) => check.next))?.check.next ?? null,
      },
    }
  }

  /** Worst of the latest of each place, or nothing where none was checked. */
  async function latest(tx: Tx, where: { key: string } | { nameserver: string }) {
    const ids = tx.selectFrom('tsig_checks').select(({ fn }) => fn.max('id').as('id'))
      .$if('key' in where, (query) => query.where('tsig_key_id', '=', (where as { key: string }).key))
      .$if('nameserver' in where, (query) => query.where('nameserver_id', '=', (where as { nameserver: string }).nameserver))
      .groupBy(['tsig_key_id', 'nameserver_id', 'zone'])
    return tx.selectFrom('tsig_checks').select(['verdict', 'enforced', 'clock', 'checked_at']).where('id', 'in', ids).execute()
  }

  async function keep(tx: Tx, { check, zone, key, nameserver }: Heard, by: string | null) {
    await store.lock(tx, 'nameservers', nameserver.id)
    const last = await tx
      .selectFrom('tsig_checks')
      .select(['verdict', 'checked_at'])
      .where('tsig_key_id', '=', key.id)
      .where('nameserver_id', '=', nameserver.id)
      .where('zone', '=', zone)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    // Of two within one millisecond the second is the later all the same: ids order the history.
    const at = Math.max(host.now(), (last?.checked_at ?? 0) + 1)
    const clock = check.steps.find(({ clockDifference }) => clockDifference !== null)?.clockDifference ?? null
    const id = uuidv7(at, host.random)
    const enforced = check.enforced === null ? null : check.enforced ? 1 : 0
    await tx.insertInto('tsig_checks').values({
      id, tsig_key_id: key.id, nameserver_id: nameserver.id, zone, verdict: check.verdict, enforced, clock, detail: JSON.stringify(check), checked_at: at,
      checked_by: by,
    }).execute()
    const kept = await tx.selectFrom('tsig_checks').select('id').where('tsig_key_id', '=', key.id).where('nameserver_id', '=', nameserver.id)
      .orderBy('id', 'desc').offset(keptEach).limit(1).executeTakeFirst()
    if (kept)
      await tx.deleteFrom('tsig_checks').where('tsig_key_id', '=', key.id).where('nameserver_id', '=', nameserver.id).where('id', '<=', kept.id).execute()

    const ofKey = await latest(tx, { key: key.id })
    await tx
      .updateTable('tsig_keys')
      .set({ check_verdict: worstOf(ofKey.map(({ verdict }) => verdict as TsigVerdict)), checked_at: at })
      .where('id', '=', key.id)
      .execute()
    const ofServer = await latest(tx, { nameserver: nameserver.id })
    const ahead = ofServer.flatMap((one) => one.clock ?? []).toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null
    await tx.updateTable('nameservers').set({
      check_verdict: worstOf(ofServer.map(({ verdict }) => verdict as TsigVerdict)),
      check_enforced: ofServer.some((one) => one.enforced === 0) ? 0 : ofServer.some((one) => one.enforced === 1) ? 1 : null, check_clock: ahead,
      check_accepted: ofServer.filter(({ verdict }) => verdict === 'accepted').length, check_of: ofServer.length, checked_at: at,
    }).where('id', '=', nameserver.id).execute()
    return { id, at, worse: last !== undefined && isWorse(check.verdict, last.verdict as TsigVerdict) }
  }

  /** Somebody asks the same just now: both hear the one answer. */
  function once(asked: Asked, signal: AbortSignal): Promise<Heard> {
    const same = JSON.stringify(asked)
    const running = under.get(same)
    if (running) return running
    const began = run(asked, AbortSignal.any([signal, AbortSignal.timeout(askingMost)])).finally(() => under.delete(same))
    under.set(same, began)
    return began
  }

  return {
    run: once,
    keep,
    async ask({ tsigId, nameserverId, zone, purpose }, signal) {
      try {
        const heard = await once({
          tsigId, nameserverId, zone, transport: purpose === 'takes-updates' ? 'udp' : 'tcp', transfer: purpose === 'answers-transfers',
          update: purpose === 'takes-updates', enforce: false,
        }, signal)
        await store.write(async (tx) => void (await keep(tx, heard, null)))
        const { check } = heard
        const records = check.steps.find((step) => step.records !== undefined)?.records ?? null
        return { verdict: check.verdict, records, says: check.verdict === 'accepted' ? null : (check.next?.words ?? check.verdict) }
      } catch (error) {
        return { verdict: 'unreachable', records: null, says: error instanceof Error ? error.message : String(error) }
      }
    },
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

import type { TsigCheck, TsigCheckStep } from '#contract/tsig-checks.ts'
import { tsigNextStep, tsigNextWords, type TsigCheckEnd, type TsigCheckFacts } from '#contract/tsig-check-words.ts'
import type { Host, NameserverPeer } from '../host.ts'
import {
  askedAgo, askSigned, askTransfer, askWithout, isLate, notAsked, notChecked, type Asking, type CheckHost, type Evidence, type Kind,
} from './ask.ts'
import { query, types, updateThatAsks } from './message.ts'
import { nameOf } from './names.ts'
import { keyOf, usualFudge } from './tsig.ts'
import type { Verdict } from './judge.ts'

/*
 * The check of a TSIG key against a nameserver: does the server know it, does it sign with it, and does it refuse everybody else?
 * Which addresses may be asked is not decided here (addresses.ts), nor who may ask.
 */

export interface CheckInput {
  key: { name: string; /** As on the wire: `hmac-sha256`. */ algorithm: string; secret: Uint8Array; macOctets?: number }
  /** Looked at and pinned before. */
  to: NameserverPeer
  zone: string
  transport: 'udp' | 'tcp' | 'both'
  /** Also a whole transfer. */
  transfer?: boolean
  /** Also an UPDATE that changes nothing. */
  update?: boolean
  /** Also the same without the key. */
  enforce?: boolean
  signal: AbortSignal
  /** Hears of each step as it is done. */
  onStep?: (step: TsigCheckStep) => void
}

/** What was learned; no verdict where it ended before the server had shown anything. `fault`: what of ours failed. */
export interface Checked extends Omit<TsigCheck, 'verdict'> {
  verdict: Verdict | null
  fault?: unknown
}

const allMilliseconds = 60_000
/** 18 hours (RFC 8945 §4.2: 16 bits): the server takes the width of the question (§5.2.3). */
const widestFudge = 65_535

/** After these nothing else can come out: the rest is not asked. */
const decisive: readonly TsigCheckStep['outcome'][] = [
  'unknown-key', 'bad-signature', 'bad-time', 'bad-truncation', 'unsigned-reply', 'forged-reply',
]

interface Planned {
  what: TsigCheckStep['what']
  kind: Kind
  transport: 'udp' | 'tcp'
  without?: 'unsigned' | 'wrong-key'
}

/**
 * Signed questions first, then the same without the key. An UPDATE without the key goes by UDP: by TCP BIND with an `update-policy`
 * takes every UPDATE that changes nothing.
 */
function planOf({ transport, transfer, update, enforce }: CheckInput): Planned[] {
  const short = transport === 'tcp' ? 'tcp' : 'udp'
  const signed: Planned[] = [
    ...(transport === 'tcp' ? [] : [{ what: 'soa', kind: 'soa', transport: 'udp' } as const]),
    ...(transport === 'udp' ? [] : [{ what: 'soa', kind: 'soa', transport: 'tcp' } as const]),
    ...(transfer ? [{ what: 'axfr', kind: 'axfr', transport: 'tcp' } as const] : []),
    ...(update ? [{ what: 'update', kind: 'update', transport: short } as const] : []),
  ]
  if (!enforce) return signed
  const kinds: Kind[] = transfer || update ? [...(transfer ? ['axfr' as const] : []), ...(update ? ['update' as const] : [])] : ['soa']
  return [
    ...signed,
    ...kinds.flatMap((kind) =>
      (['unsigned', 'wrong-key'] as const).map((without): Planned => ({
        what: `${kind}-${without}`, kind, without, transport: kind === 'axfr' ? 'tcp' : kind === 'update' ? 'udp' : short,
      })),
    ),
  ]
}

/**
 * Whether the key protects what was asked for (docs/decisions/0036). Transfers and updates are what keys are for: who gets one of
 * them without the key shows that it protects nothing. An SOA record is everybody's, so that an unsigned question for it is answered
 * says nothing; that one with a wrong key is answered says that the server does not look at signatures.
 */
function enforcedOf(steps: readonly TsigCheckStep[], accepted: ReadonlySet<Kind>): boolean | null {
  // What is not even given to the key tells nothing of those without it.
  const without = steps.filter(({ what }) => /-(?:unsigned|wrong-key)$/.test(what) && accepted.has(what.split('-')[0] as Kind))
  if (without.some(({ what, outcome }) => outcome === 'answered' && what !== 'soa-unsigned')) return false
  return without.length > 0 && without.every(({ outcome }) => outcome === 'turned-away') ? true : null
}

const isVerdict = (outcome: TsigCheckStep['outcome']): outcome is Verdict =>
  !['answered', 'turned-away', 'truncated', 'unclear', 'not-checked', 'cut-off'].includes(outcome)

/**
 * Never rejects but with `DnsFault` for a name or an algorithm that is none: what ends it early leaves what was learned until then, with
 * the step that was not finished and those that were not begun.
 */
export async function checkTsigKey(host: CheckHost & Pick<Host, 'random'>, input: CheckInput): Promise<Checked> {
  const key = keyOf(input.key)
  // Of the same name, algorithm and length, so that nothing but the secret tells them apart.
  const wrong = { ...key, secret: host.random(Math.max(16, key.secret.length)) }
  const zone = nameOf(input.zone)
  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(allMilliseconds)])
  const steps: TsigCheckStep[] = []
  const accepted = new Set<Kind>()
  const id = () => host.random(2).reduce((value, octet) => value * 256 + octet, 0)
  let over = false
  let fault: { error: unknown } | undefined
  /** Something was not asked because of that, or not to its end. */
  let isCut = false
  const failing = new Set<'udp' | 'tcp'>()

  const asking = ({ kind, transport }: Planned): Asking => ({
    kind, transport, to: input.to, signal, failed: (error) => { fault ??= { error } },
    question: kind === 'update' ? updateThatAsks(id(), zone) : query(id(), zone, kind === 'axfr' ? types.AXFR : types.SOA),
  })
  const done = (step: TsigCheckStep) => {
    steps.push(step)
    isCut ||= step.outcome === 'cut-off' || (step.outcome === 'timeout' && signal.aborted)
    return step
  }
  /** What of ours fails is the end of the check, and not of what it has learned. */
  const safely = (evidence: Promise<Evidence>): Promise<Evidence> => evidence.catch((error: unknown) => {
    fault ??= { error }
    return { ...notAsked, outcome: 'cut-off' }
  })

  async function run(planned: Planned): Promise<TsigCheckStep> {
    const { what, kind, transport, without } = planned
    const evidence = await safely(without
      ? askWithout(host, asking(planned), without === 'wrong-key' ? wrong : undefined)
      : kind === 'axfr' ? askTransfer(host, asking(planned), key, zone) : askSigned(host, asking(planned), key))
    return done({ what, transport, ...evidence })
  }

  /**
   * A server that refuses without a word (PowerDNS): with the widest fudge it takes the signature if nothing but the clock was wrong.
   * How wrong it is it does not say either: the narrowest fudge that it takes tells, in sixteen questions.
   */
  async function withAnyClock(step: TsigCheckStep, transport: 'udp' | 'tcp'): Promise<void> {
    const soa = { what: 'soa', kind: 'soa', transport } as const
    const again = done({ what: 'soa-any-clock', transport, ...(await safely(askSigned(host, asking(soa), key, { fudge: widestFudge }))) })
    if (!again.macVerified) return
    step.outcome = 'bad-time'
    const taken = async (fudge: number, shift = 0) => (await safely(askSigned(host, asking(soa), key, { fudge, shift }))).macVerified === true
    if (again.clockDifference === null) {
      let [refused, enough] = [0, widestFudge]
      const isEnded = () => signal.aborted || fault !== undefined
      while (enough - refused > 1 && !isEnded()) {
        const between = Math.floor((refused + enough) / 2)
        if (await taken(between)) enough = between
        else refused = between
      }
      const isAhead = !isEnded() && (await taken(usualFudge, enough))
      isCut ||= isEnded()
      again.clockDifference = isEnded() ? null : (isAhead ? enough : -enough) - askedAgo
    }
    step.clockDifference = again.clockDifference
  }

  const plan = planOf(input)
  for (let at = 0; at < plan.length; at++) {
    const planned = plan[at]!
    const { kind, transport, without } = planned
    const isMoot = over || failing.has(transport) || (without !== undefined && !accepted.has(kind))
    const isEnded = signal.aborted || fault !== undefined
    if (isMoot || isEnded) {
      isCut ||= !isMoot
      const step = done(notChecked(planned.what, transport))
      input.onStep?.(step)
      continue
    }
    const step = await run(planned)
    if (without) {
      input.onStep?.(step)
      continue
    }
    // As every resolver does (RFC 7766 §5), also where TCP was not asked for.
    if (step.outcome === 'truncated' && plan[at + 1]?.what !== planned.what) plan.splice(at + 1, 0, { ...planned, transport: 'tcp' })
    if (step.outcome === 'unknown-key') {
      // It has just signed with this key: Knot and PowerDNS say so of a key that the zone does not allow.
      if (accepted.has('soa')) step.outcome = 'refused'
      else if (step.macVerified === null) await withAnyClock(step, transport)
    }
    input.onStep?.(step)
    if (step.outcome === 'accepted') accepted.add(kind)
    if (decisive.includes(step.outcome)) over = true
    if (kind === 'soa' && ['timeout', 'unreachable', 'malformed'].includes(step.outcome)) failing.add(transport)
  }

  const signed = steps.filter(({ what }) => ['soa', 'axfr', 'update'].includes(what))
  const decided = signed.find(({ outcome }) => isVerdict(outcome) && outcome !== 'accepted') ?? signed.find(({ outcome }) => outcome === 'accepted')
  const unfinished: TsigCheckEnd | undefined =
    fault ? 'fault' : !isCut ? undefined : input.signal.aborted && !isLate(input.signal.reason) ? 'left' : 'late'
  // Nothing but truncated answers is no answer; that nobody waited for one says nothing of the server.
  const isUnanswered = unfinished !== 'left' && unfinished !== 'fault' && steps.some(({ outcome }) => outcome !== 'not-checked')
  const verdict = decided && isVerdict(decided.outcome) ? decided.outcome : isUnanswered ? 'timeout' : null
  const enforced = enforcedOf(steps, accepted)
  const early = { ...(unfinished && { unfinished }), ...(fault && { fault: fault.error }) }
  if (verdict === null) return { verdict, enforced, steps, next: null, ...early }
  const facts: TsigCheckFacts = {
    verdict, enforced, rcode: decided?.rcode ?? null, tsigError: decided?.tsigError ?? null, clockDifference: decided?.clockDifference ?? null,
    transport: decided?.transport ?? null,
  }
  const next = tsigNextStep(facts)
  return { verdict, enforced, steps, next: next && { step: next, words: tsigNextWords(next, facts) }, ...early }
}

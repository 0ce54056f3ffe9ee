import { NameserverFault, type Host, type NameserverPeer, type NameserverPort, type NameserverReply } from '../host.ts'
import { DnsFault } from './fault.ts'
import { answers, isSure, judge, judgeBy, judgeWithout, type Judged } from './judge.ts'
import { parse, rcodeName, rcodes, serialOf, types, type Message } from './message.ts'
import { sign, tsigErrorName, type TsigKey } from './tsig.ts'
import { SignedStream } from './tsig-stream.ts'
import { Transfer } from './transfer.ts'
import type { TsigCheckStep } from '#contract/tsig-checks.ts'

/* One question to a nameserver, and the evidence of its answer. */

/** What of the host is needed. */
export type CheckHost = Pick<Host, 'now'> & { crypto: Pick<Host['crypto'], 'hmac' | 'equal'>; nameserver: NameserverPort }

export type Kind = 'soa' | 'axfr' | 'update'
export type Evidence = Omit<TsigCheckStep, 'what' | 'transport'>

export interface Asking {
  kind: Kind
  transport: 'udp' | 'tcp'
  to: NameserverPeer
  /** Unsigned. */
  question: Uint8Array
  signal: AbortSignal
  /** Hears of what is no fault of the way there, but of ours. */
  failed: (error: unknown) => void
}

/** Once something came that may be anybody's, how long the true answer is waited for (RFC 8945 §5.4). */
const graceMilliseconds = 300

/**
 * We say that we signed so many seconds ago. A server that gives back the time of the question instead of its own is found by
 * that, but for one whose clock is just so far behind.
 */
export const askedAgo = 2

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
export const notAsked: Evidence = {
  outcome: 'not-checked', rcode: null, tsigError: null, macVerified: null, clockDifference: null, milliseconds: null, octets: null,
}
export const notChecked = (what: TsigCheckStep['what'], transport: 'udp' | 'tcp'): TsigCheckStep => ({ what, transport, ...notAsked })

export const isLate = (reason: unknown) => (reason as Error | undefined)?.name === 'TimeoutError'

/** `undefined` for what cannot be read, or answers another question. */
function read(octets: Uint8Array, question: Message): Message | undefined {
  try {
    const message = parse(octets)
    return answers(message, question) ? message : undefined
  } catch (error) {
    if (error instanceof DnsFault) return undefined
    throw error
  }
}

const soaOf = ({ octets, answers: records }: Message): { serial?: number } => {
  const record = records.find(({ type }) => type === types.SOA)
  return record ? { serial: serialOf(octets, record) } : {}
}

function evidenceOf({ milliseconds, octets }: NameserverReply, message: Message, outcome: Evidence['outcome'], judged?: Judged): Evidence {
  return {
    outcome, rcode: rcodeName(message.rcode), tsigError: message.tsig ? tsigErrorName(message.tsig.error) : null,
    macVerified: judged?.macVerified ?? null, clockDifference: judged?.clockDifference ?? null, milliseconds, octets: octets.length,
  }
}

const malformed = ({ octets, milliseconds }: NameserverReply): Evidence => ({ ...notAsked, outcome: 'malformed', milliseconds, octets: octets.length })

/** What a fault of the way there is called; `timeout` also at the end of all patience. What the server has no part in is `cut-off`. */
function evidenceOfFault(error: unknown, { signal, failed }: Asking): Evidence {
  if (error instanceof NameserverFault) return { ...notAsked, outcome: error.code === 'closed' ? 'malformed' : error.code, milliseconds: error.milliseconds }
  if (error instanceof DnsFault) return { ...notAsked, outcome: 'malformed' }
  if (!signal.aborted) failed(error)
  return { ...notAsked, outcome: signal.aborted && isLate(signal.reason) ? 'timeout' : 'cut-off' }
}

/** An answer too long for a datagram may have no room for its signature; who takes no updates at all (NSD) does not read their signatures. */
function ofUnsigned(message: Message, { kind, transport }: Asking): Evidence['outcome'] {
  if (message.truncated && transport === 'udp') return 'truncated'
  return kind === 'update' && message.rcode === rcodes.NOTIMP ? 'refused' : 'unsigned-reply'
}

/**
 * The first answer that is sure; where none comes, the best of those that did: others may answer by UDP before the server does.
 * By TCP there is one.
 */
async function firstOf(
  nameserver: NameserverPort, asking: Asking, octets: Uint8Array, weigh: (reply: NameserverReply) => { evidence: Evidence; sure: boolean },
): Promise<Evidence> {
  const { transport, to, signal } = asking
  if (transport === 'tcp') {
    for await (const reply of nameserver.messages(to, octets, signal)) return weigh(reply).evidence
    // Closed without a word: whoever listens there is no nameserver for us.
    return { ...notAsked, outcome: 'unreachable' }
  }
  const grace = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let best: Evidence | undefined
  try {
    for await (const reply of nameserver.datagrams(to, octets, AbortSignal.any([signal, grace.signal]))) {
      const { evidence, sure } = weigh(reply)
      if (sure) return evidence
      if (best === undefined || best.outcome === 'malformed') best = evidence
      timer ??= setTimeout(() => grace.abort(), graceMilliseconds)
    }
  } catch (error) {
    if (best === undefined || (signal.aborted && !grace.signal.aborted)) throw error
  } finally {
    clearTimeout(timer)
  }
  return best ?? { ...notAsked, outcome: 'timeout' }
}

/** Asks signed: an SOA record, or an UPDATE. `shift`: as with a clock that is so many seconds ahead. */
export async function askSigned(
  host: CheckHost, asking: Asking, key: TsigKey, { fudge, shift = 0 }: { fudge?: number; shift?: number } = {},
): Promise<Evidence> {
  const question = parse(asking.question)
  const asked = seconds(host.now()) - askedAgo + shift
  const { octets, mac } = sign(host.crypto, asking.question, { key, time: asked, fudge })
  try {
    return await firstOf(host.nameserver, asking, octets, (reply) => {
      const message = read(reply.octets, question)
      if (!message) return { evidence: malformed(reply), sure: false }
      const judged = judge(host.crypto, message, { key, mac, asked, now: seconds(host.now()) })
      const outcome = judged.verdict === 'unsigned-reply' ? ofUnsigned(message, asking) : judged.verdict
      return { evidence: { ...evidenceOf(reply, message, outcome, judged), ...(judged.verdict === 'accepted' ? soaOf(message) : {}) }, sure: isSure(judged) }
    })
  } catch (error) {
    return evidenceOfFault(error, asking)
  }
}

/** Asks for a whole zone, signed, and reads it to its end; nothing of it is kept. */
export async function askTransfer(host: CheckHost, asking: Asking, key: TsigKey, zone: Uint8Array): Promise<Evidence> {
  const question = parse(asking.question)
  const asked = seconds(host.now()) - askedAgo
  const { octets, mac } = sign(host.crypto, asking.question, { key, time: asked })
  const stream = new SignedStream(host.crypto, key, mac)
  const transfer = new Transfer(zone)
  let evidence: Evidence = { ...notAsked, outcome: 'unreachable' }
  let size = 0
  const counts = () => ({ records: transfer.records, messages: transfer.messages, ...(transfer.serial === undefined ? {} : { serial: transfer.serial }) })
  const failed = (outcome: Evidence['outcome']): Evidence => ({ ...evidence, outcome, octets: size === 0 ? null : size, ...counts() })
  try {
    for await (const reply of host.nameserver.messages(asking.to, octets, asking.signal)) {
      size += reply.octets.length
      const message = read(reply.octets, question)
      if (!message) return { ...failed('malformed'), milliseconds: evidence.milliseconds ?? reply.milliseconds }
      const now = seconds(host.now())
      const fault = stream.take(message, now)
      const first = transfer.messages === 0
      // Within a stream a message may be unsigned: it is judged when one that covers it was read.
      if (first || message.tsig || fault) {
        const judged = judgeBy(fault, message, { now, asked })
        evidence = { ...evidenceOf(reply, message, judged.verdict, judged), milliseconds: evidence.milliseconds ?? reply.milliseconds }
        if (judged.verdict !== 'accepted') return failed(judged.verdict)
      }
      transfer.take(message)
      if (transfer.done) return failed(stream.covered ? 'accepted' : 'unsigned-reply')
    }
    return failed(transfer.messages === 0 ? 'unreachable' : 'malformed')
  } catch (error) {
    return { ...failed('malformed'), outcome: evidenceOfFault(error, asking).outcome }
  }
}

/** Asks without the key: as the question stands, or signed by another. Of a transfer the first message tells enough. */
export async function askWithout(host: CheckHost, asking: Asking, wrong: TsigKey | undefined): Promise<Evidence> {
  const question = parse(asking.question)
  const octets = wrong ? sign(host.crypto, asking.question, { key: wrong, time: seconds(host.now()) }).octets : asking.question
  try {
    return await firstOf(host.nameserver, asking, octets, (reply) => {
      const message = read(reply.octets, question)
      if (!message) return { evidence: malformed(reply), sure: false }
      return { evidence: evidenceOf(reply, message, judgeWithout(message, asking.kind)), sure: true }
    })
  } catch (error) {
    return evidenceOfFault(error, asking)
  }
}

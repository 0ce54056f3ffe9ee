import type { tsigVerdicts } from '#contract/lists-of-dns.ts'
import type { HostCrypto } from '../host.ts'
import { rcodes, type Message } from './message.ts'
import { sameName } from './names.ts'
import { timeOf, tsigErrors, verify, type TsigFault, type TsigKey } from './tsig.ts'

/* What an answer says of a key: the table of verdicts, and the evidence. */

export type Verdict = (typeof tsigVerdicts)[number]

/** Is this an answer to the question? An error may come without the question (RFC 1035 §4.1.1 has no rule for it). */
export function answers(message: Message, question: Message): boolean {
  if (!message.response || message.id !== question.id || message.opcode !== question.opcode) return false
  const [asked] = question.questions
  return message.questions.every(({ name, type, class: of }) => asked && type === asked.type && of === asked.class && sameName(name, asked.name)) &&
    message.questions.length <= 1
}

export interface Judged {
  verdict: Verdict
  macVerified: boolean | null
  /** Seconds that the server's clock is ahead; null where it has not said what it is. */
  clockDifference: number | null
}

/** Nobody but the server made this answer; only then does it count for sure, and nothing else is waited for. */
export const isSure = ({ macVerified }: Judged) => macVerified === true

const unsignedVerdicts: Readonly<Record<number, Verdict>> = {
  [tsigErrors.BADKEY]: 'unknown-key', [tsigErrors.BADSIG]: 'bad-signature', [tsigErrors.BADTIME]: 'bad-time', [tsigErrors.BADTRUNC]: 'bad-truncation',
}

/** The verdict of a signature that is right so far as anybody can know. */
function ofVerified({ rcode, tsig }: Message, fault: TsigFault | undefined): Verdict {
  if (tsig?.error === tsigErrors.BADTIME) return 'bad-time'
  if (tsig?.error === tsigErrors.BADTRUNC) return 'bad-truncation'
  if (fault === 'time') return 'bad-time'
  if (fault === 'truncation') return 'bad-truncation'
  return rcode === rcodes.NOERROR ? 'accepted' : 'refused'
}

/** Seconds since 1970: now, and when the question says that it was signed. */
export interface Times {
  now: number
  asked: number
}

/**
 * Judges an answer by what is wrong with its signature (RFC 8945 §5.4). An answer with an unsigned error (BADKEY, BADSIG: §5.3.2) is
 * nobody's for sure, and still all that such a server can say.
 */
export function judgeBy(fault: TsigFault | undefined, message: Message, { now, asked }: Times): Judged {
  const { tsig, rcode } = message
  if (!tsig) {
    // PowerDNS refuses every signature so, whatever is wrong with it (docs/decisions/0036).
    return { verdict: rcode === rcodes.NOTAUTH ? 'unknown-key' : 'unsigned-reply', macVerified: null, clockDifference: null }
  }
  if (fault === undefined || fault === 'time' || fault === 'truncation') {
    // PowerDNS signs with the time of the question, which is none of its own.
    const time = timeOf(tsig)
    return { verdict: ofVerified(message, fault), macVerified: true, clockDifference: time === asked ? null : time - now }
  }
  if (fault === 'unsigned' && rcode === rcodes.NOTAUTH) {
    const verdict = unsignedVerdicts[tsig.error] ?? 'unsigned-reply'
    // Some send BADTIME without a signature: better than nothing, and marked as not verified.
    return { verdict, macVerified: false, clockDifference: verdict === 'bad-time' && tsig.otherData.length === 6 ? timeOf(tsig) - now : null }
  }
  return { verdict: fault === 'unsigned' ? 'unsigned-reply' : 'forged-reply', macVerified: false, clockDifference: null }
}

/** Judges the only message of an answer. */
export function judge(crypto: Pick<HostCrypto, 'hmac' | 'equal'>, message: Message, { key, mac, ...times }: Times & { key: TsigKey; mac: Uint8Array }): Judged {
  const { octets, tsig } = message
  return judgeBy(tsig && verify(crypto, { octets, tsig }, { key, time: times.now, before: { mac } }), message, times)
}

/** What a question without the key, or with a wrong one, got. */
export function judgeWithout(message: Message, kind: 'soa' | 'axfr' | 'update'): 'answered' | 'turned-away' | 'unclear' {
  if (message.rcode === rcodes.REFUSED || message.rcode === rcodes.NOTAUTH) return 'turned-away'
  if (message.rcode !== rcodes.NOERROR || message.truncated) return 'unclear'
  // An UPDATE has no records in its answer: NOERROR is all there is to get.
  return kind === 'update' || message.answers.length > 0 ? 'answered' : 'unclear'
}


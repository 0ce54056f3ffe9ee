import type { tsigVerdicts } from './lists-of-dns.ts'

/* What a check of a TSIG key against a nameserver is made of, and what is said of it; the shapes are in tsig-checks.ts. */

type Verdict = (typeof tsigVerdicts)[number]

/**
 * What a step asks. `-any-clock`: the same with the widest fudge, where a server refuses without saying why. `-unsigned` and
 * `-wrong-key`: whether it gets the answer without the key. `resolve`: the server's host name has no address, or too many.
 */
export const tsigCheckQuestions = [
  'soa', 'soa-any-clock', 'axfr', 'update', 'soa-unsigned', 'soa-wrong-key', 'axfr-unsigned', 'axfr-wrong-key', 'update-unsigned', 'update-wrong-key',
  'resolve',
] as const
export type TsigCheckQuestion = (typeof tsigCheckQuestions)[number]

/**
 * What came of a step: a verdict, for the signed ones; of those without the key `answered` (the key protects nothing) or `turned-away`.
 * `truncated`: only that the answer is longer than a datagram, so TCP is asked. `unclear`: an answer that shows nothing. `not-checked`: not asked.
 * `cut-off`: asked, and the check ended before the answer was there.
 */
export const tsigCheckOutcomes = ['answered', 'turned-away', 'truncated', 'unclear', 'not-checked', 'cut-off'] as const

/**
 * Why a check ended before all was asked. `late`: its time was over. `left`: nobody waited for it any more (it was cancelled, this server
 * stopped). `fault`: something of ours failed.
 */
export const tsigCheckEnds = ['late', 'left', 'fault'] as const
export type TsigCheckEnd = (typeof tsigCheckEnds)[number]

export const unfinishedWords: Readonly<Record<TsigCheckEnd, string>> = {
  late: 'The time for this check was over before the server had answered everything.',
  left: 'Nobody waited for this check any more: not everything was asked.',
  fault: 'Countersign could not ask everything: its log says why.',
}

/** How often all keys are checked by themselves. */
export const tsigCheckSchedules = ['off', 'daily', 'hourly'] as const

/** What to do next, as clients branch on it (S7). */
export const tsigNextSteps = [
  'install-export', 'install-export-again', 'compare-fingerprints', 'set-clocks', 'send-whole-macs', 'allow-key-in-zone', 'look-for-zone',
  'look-for-zone-or-tsig', 'look-for-tsig', 'trust-nothing', 'look-for-server', 'look-for-firewall', 'look-for-dns', 'require-key',
] as const
export type TsigNextStep = (typeof tsigNextSteps)[number]

export interface TsigCheckFacts {
  verdict: Verdict
  enforced: boolean | null
  /** Of the step that decided. */
  rcode: string | null
  tsigError: string | null
  clockDifference: number | null
  transport: 'udp' | 'tcp' | null
}

/** What follows from a verdict; `null` where there is nothing to do. */
export function tsigNextStep({ verdict, enforced, rcode, tsigError }: TsigCheckFacts): TsigNextStep | null {
  switch (verdict) {
    case 'accepted': return enforced === false ? 'require-key' : null
    case 'unknown-key': return tsigError === null ? 'install-export-again' : 'install-export'
    case 'bad-signature': return 'compare-fingerprints'
    case 'bad-time': return 'set-clocks'
    case 'bad-truncation': return 'send-whole-macs'
    case 'refused': return rcode === 'REFUSED' ? 'allow-key-in-zone' : 'look-for-zone'
    case 'unsigned-reply': return rcode === null || rcode === 'NOERROR' ? 'look-for-tsig' : 'look-for-zone-or-tsig'
    case 'forged-reply': return 'trust-nothing'
    case 'unreachable': return 'look-for-server'
    case 'timeout': return 'look-for-firewall'
    case 'malformed': return 'look-for-dns'
  }
}

const over = (transport: TsigCheckFacts['transport']) => (transport === null ? '' : ` over ${transport.toUpperCase()}`)

/** The same in words. */
export function tsigNextWords(step: TsigNextStep, { rcode, clockDifference, transport }: TsigCheckFacts): string {
  switch (step) {
    case 'install-export': return 'The server has no key of this name and algorithm, or (Knot) none for this zone: install the export for it.'
    case 'install-export-again':
      return 'The server refuses the signature and does not say why, as PowerDNS does: it has no key of this name and algorithm, or another secret. ' +
        'Install the export for it.'
    case 'compare-fingerprints': return 'The server has a key of this name with another secret: compare fingerprints.'
    case 'set-clocks':
      return clockDifference === null
        ? 'The clocks of server and console differ by more than is allowed: set them.'
        : `The server's clock is ${Math.abs(clockDifference)} seconds ${clockDifference < 0 ? 'behind' : 'ahead of'} ours: set the one that is wrong.`
    case 'send-whole-macs': return 'Server and console do not agree on how much of a signature is sent: take the algorithm without a number of bits.'
    case 'allow-key-in-zone': return 'The server knows the key, and the zone does not allow it: add it there.'
    case 'look-for-zone':
      return `The server knows the key and answers ${rcode ?? 'nothing'}: see whether it has this zone, takes what was asked, and allows the key there.`
    case 'look-for-zone-or-tsig':
      return `The server answers ${rcode ?? 'nothing'} without a signature: see whether it has this zone; if it has, it ignores TSIG, or something ` +
        'strips it.'
    case 'look-for-tsig': return 'The answer has no signature: the server ignores TSIG, or something between strips it.'
    case 'trust-nothing': return 'The answer has a signature that is not of this key: somebody else may have answered. Trust nothing of it.'
    case 'look-for-server': return `Nobody listens there${over(transport)}: see whether the server runs, and its address and port.`
    case 'look-for-firewall': return `No answer came${over(transport)}: see address and port, and what stands between.`
    case 'look-for-dns': return `What came${over(transport)} is no answer to this question: see whether a nameserver has this port.`
    case 'require-key': return 'The same was answered without the key: it protects nothing here. Have the zone require it.'
  }
}

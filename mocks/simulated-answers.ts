import { fromBase64 } from '#server/bytes.ts'
import { build, opcodes, parse, rcodes, types, classes, type DnsRecord } from '#server/dns/message.ts'
import { lowered, nameOf, sameName, textOf } from '#server/dns/names.ts'
import { joined, u16, u32, u48 } from '#server/dns/octets.ts'
import { keyOf, sign, tsigErrors, unsignedError, verify, type Before, type TsigKey } from '#server/dns/tsig.ts'
import type { HostCrypto } from '#server/host.ts'

/*
 * What a simulated nameserver answers, octet for octet as a real one would. What it plays is said by a word: the first label of the
 * zone that is asked for (`bad-time.example`), else the first label of the server's name, else what the server itself has.
 *
 *   accepted, unknown-key, bad-signature, bad-time, bad-truncation, refused, unsigned-reply, forged-reply, unreachable, timeout, malformed
 *             the verdicts, one each
 *   open      accepts, and everybody else too: `enforced: false`
 *   late      accepts, and its clock is 90 s ahead
 */

export const plays = [
  'accepted', 'unknown-key', 'bad-signature', 'bad-time', 'bad-truncation', 'refused', 'unsigned-reply', 'forged-reply', 'unreachable', 'timeout',
  'malformed', 'open', 'late',
] as const
export type Play = (typeof plays)[number]

export interface SimulatedServer {
  name: string
  play?: Play
  /** The keys it has loaded. */
  keys: readonly TsigKey[]
  /** May this key have a transfer or an update of this zone? */
  allows(key: string, zone: string, kind: 'axfr' | 'update'): boolean
}

const clocks: Partial<Record<Play, number>> = { 'bad-time': 412, late: 90 }
const firstLabel = (name: string) => plays.find((play) => play === name.split('.')[0])

/** The same for a text each time. */
export function fate(text: string, most: number): number {
  let value = 7
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) % 1_000_003
  return value % most
}

const soaOf = (zone: string): DnsRecord => ({
  name: nameOf(zone), type: types.SOA, class: classes.IN, ttl: 3600,
  data: joined([nameOf(`ns1.${zone}`), nameOf(`hostmaster.${zone}`), ...[2_026_112_100 + fate(zone, 9), 7200, 900, 1_209_600, 300].map(u32)]),
})

/** A zone in three messages. */
function transferOf(zone: string): DnsRecord[][] {
  const soa = soaOf(zone)
  const hosts = Array.from({ length: 22 + fate(zone, 1181) }, (_, at): DnsRecord => ({
    name: nameOf(zone === '.' ? `h${at}` : `h${at}.${zone}`), type: 1, class: classes.IN, ttl: 300, data: Uint8Array.of(192, 0, 2, at % 256),
  }))
  const third = Math.ceil(hosts.length / 3)
  return [[soa, ...hosts.slice(0, third)], hosts.slice(third, 2 * third), [...hosts.slice(2 * third), soa]]
}

/** A key as a simulated server has it. */
export const simulatedKey = (name: string, secret: string, algorithm = 'hmac-sha256'): TsigKey => keyOf({ name, algorithm, secret: fromBase64(secret) })

/** Messages, or why none comes. `now`: seconds. */
export function answersOf(
  crypto: Pick<HostCrypto, 'hmac' | 'equal'>, server: SimulatedServer, octets: Uint8Array, now: number,
): Uint8Array[] | 'unreachable' | 'timeout' {
  const question = parse(octets)
  const [asked] = question.questions
  if (!asked) return 'timeout'
  const zone = textOf(lowered(asked.name)) || '.'
  const play = firstLabel(zone) ?? firstLabel(server.name) ?? server.play ?? 'accepted'
  if (play === 'unreachable' || play === 'timeout') return play
  if (play === 'malformed') return [joined([octets.subarray(0, 2), new TextEncoder().encode('220 mail.example ESMTP ready\r\n')])]

  const kind = question.opcode === opcodes.UPDATE ? 'update' : asked.type === types.AXFR ? 'axfr' : 'soa'
  const reply = (rcode: number, answers: readonly DnsRecord[] = []) =>
    build({ id: question.id, opcode: question.opcode, response: true, authoritative: rcode === 0, questions: question.questions, rcode, answers })
  const content = (): Uint8Array[] =>
    kind === 'update' ? [reply(0)] : kind === 'soa' ? [reply(0, [soaOf(zone)])] : transferOf(zone).map((records) => reply(0, records))
  const { tsig } = question
  if (!tsig) return kind === 'soa' || play === 'open' ? content() : [reply(rcodes.REFUSED)]
  if (play === 'unsigned-reply') return content()

  const error = (code: number) => [unsignedError(reply(rcodes.NOTAUTH), tsig, code)]
  const key = server.keys.find(({ name, algorithm }) => sameName(name, tsig.name) && algorithm === textOf(lowered(tsig.algorithm)))
  if (play === 'unknown-key' || !key) return error(tsigErrors.BADKEY)
  const time = now + (clocks[play] ?? 0)
  const fault = verify(crypto, { octets, tsig }, { key, time })
  const isWrong = fault !== undefined && fault !== 'time'
  if (play === 'bad-signature' || (isWrong && play !== 'open')) return error(tsigErrors.BADSIG)
  if (play === 'bad-truncation') return error(tsigErrors.BADTRUNC)
  const before = { mac: tsig.mac }
  if (fault === 'time') {
    // RFC 8945 §5.2.3: signed, at the time of the question, with the server's own time beside it.
    return [sign(crypto, reply(rcodes.NOTAUTH), { key, time: tsig.timeSigned, error: tsigErrors.BADTIME, otherData: u48(time), before }).octets]
  }
  if (play === 'refused' || (kind !== 'soa' && play !== 'open' && !server.allows(textOf(key.name), zone, kind)))
    return [sign(crypto, reply(rcodes.REFUSED), { key, time, before }).octets]
  const signer = play === 'forged-reply' ? { ...key, secret: joined([key.secret, u16(1)]) } : key
  let last: Before = before
  return content().map((message) => {
    const made = sign(crypto, message, { key: signer, time, before: last })
    last = { mac: made.mac, timersOnly: true }
    return made.octets
  })
}

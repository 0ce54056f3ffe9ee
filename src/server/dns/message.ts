import { DnsFault } from './fault.ts'
import { readName, type Name } from './names.ts'
import { joined, messageMost, Reader, u16, u32 } from './octets.ts'

/** Types, classes and opcodes that are spoken of here (RFC 1035 §3.2, RFC 2136 §1.3, RFC 8945 §4.1). */
export const types = { SOA: 6, TSIG: 250, AXFR: 252, ANY: 255 } as const
export const classes = { IN: 1, NONE: 254, ANY: 255 } as const
export const opcodes = { QUERY: 0, UPDATE: 5 } as const

/** RFC 1035 §4.1.1, RFC 2136 §2.2. */
export const rcodes = {
  NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, YXDOMAIN: 6, YXRRSET: 7, NXRRSET: 8, NOTAUTH: 9, NOTZONE: 10,
} as const
const rcodeNames = Object.keys(rcodes)
export const rcodeName = (rcode: number): string => rcodeNames[rcode] ?? `RCODE${rcode}`

export interface Question {
  name: Name
  type: number
  class: number
}

export interface DnsRecord {
  name: Name
  type: number
  class: number
  ttl: number
  data: Uint8Array
}

/** A record as it was read: names in its data may point into the message, so its place there is kept. */
export interface ReadRecord extends DnsRecord {
  dataAt: number
}

/** The TSIG record of a message (RFC 8945 §4.2). Times are seconds since 1970. */
export interface Tsig {
  name: Name
  algorithm: Name
  timeSigned: number
  fudge: number
  mac: Uint8Array
  originalId: number
  error: number
  otherData: Uint8Array
  /** Where the record begins in the message: what stands before it was signed. */
  start: number
}

export interface Header {
  id: number
  response: boolean
  opcode: number
  authoritative: boolean
  truncated: boolean
  recursionDesired: boolean
  recursionAvailable: boolean
  rcode: number
}

export interface Message extends Header {
  octets: Uint8Array
  questions: Question[]
  answers: ReadRecord[]
  /** In an UPDATE the prerequisites are `answers`, the changes `authorities` (RFC 2136 §2). */
  authorities: ReadRecord[]
  /** Without the TSIG record. */
  additionals: ReadRecord[]
  tsig: Tsig | undefined
  steps: number
}

export interface NewMessage extends Partial<Header> {
  id: number
  questions?: readonly Question[]
  answers?: readonly DnsRecord[]
  authorities?: readonly DnsRecord[]
  additionals?: readonly DnsRecord[]
}

const recordOctets = ({ name, type, class: of, ttl, data }: DnsRecord) => [name, u16(type), u16(of), u32(ttl), u16(data.length), data]

/** The octets of a message (RFC 1035 §4). Nothing is compressed: what we send is short. */
export function build({ id, questions = [], answers = [], authorities = [], additionals = [], ...header }: NewMessage): Uint8Array {
  const flags =
    (header.response ? 0x8000 : 0) | ((header.opcode ?? 0) << 11) | (header.authoritative ? 0x0400 : 0) | (header.truncated ? 0x0200 : 0) |
    (header.recursionDesired ? 0x0100 : 0) | (header.recursionAvailable ? 0x0080 : 0) | (header.rcode ?? 0)
  const octets = joined([
    u16(id), u16(flags), ...[questions, answers, authorities, additionals].map(({ length }) => u16(length)),
    ...questions.flatMap(({ name, type, class: of }) => [name, u16(type), u16(of)]),
    ...[...answers, ...authorities, ...additionals].flatMap(recordOctets),
  ])
  if (octets.length > messageMost) throw new DnsFault('too-large', `A message has at most ${messageMost} octets.`)
  return octets
}

export const query = (id: number, name: Name, type: number): Uint8Array => build({ id, questions: [{ name, type, class: classes.IN }] })

/**
 * An UPDATE that asks and changes nothing (RFC 2136): the zone, one prerequisite that holds in every zone (§2.4.4: its apex is in use),
 * and no change. NOERROR says that the server would have gone on to the changes.
 */
export const updateThatAsks = (id: number, zone: Name): Uint8Array =>
  build({
    id, opcode: opcodes.UPDATE, questions: [{ name: zone, type: types.SOA, class: classes.IN }],
    answers: [{ name: zone, type: types.ANY, class: classes.ANY, ttl: 0, data: new Uint8Array() }],
  })

function readRecord(from: Reader): ReadRecord {
  const name = readName(from)
  const [type, of, ttl, length] = [from.u16(), from.u16(), from.u32(), from.u16()]
  return { name, type, class: of, ttl, dataAt: from.at, data: from.take(length) }
}

/** RFC 8945 §4.2. The algorithm's name must not be compressed, and nothing may stand behind the other data. */
function readTsig(octets: Uint8Array, record: ReadRecord, start: number): Tsig {
  if (record.class !== classes.ANY || record.ttl !== 0) throw new DnsFault('tsig', 'A TSIG record has class ANY and TTL 0.')
  const from = new Reader(octets, record.dataAt, record.dataAt + record.data.length)
  const tsig: Tsig = {
    name: record.name, start, algorithm: readName(from, { compressed: false }), timeSigned: from.u48(), fudge: from.u16(), mac: from.take(from.u16()),
    originalId: from.u16(), error: from.u16(), otherData: from.take(from.u16()),
  }
  if (from.at !== from.end) throw new DnsFault('tsig', 'A TSIG record is longer than what it holds.')
  return tsig
}

/** The id of what may be a message, without reading the rest. */
export const idOf = (octets: Uint8Array): number | undefined => (octets.length < 12 ? undefined : octets[0]! * 256 + octets[1]!)

/**
 * Reads a whole message. Counts, lengths and names are checked against what is there; a TSIG record anywhere but at the very end is
 * a fault (RFC 8945 §5.1, §5.2), and so are octets behind the last record, which nobody has signed. Throws `DnsFault` only.
 */
export function parse(octets: Uint8Array): Message {
  if (octets.length > messageMost) throw new DnsFault('too-large', `A message has at most ${messageMost} octets.`)
  const from = new Reader(octets)
  const id = from.u16()
  const flags = from.u16()
  const counts = [from.u16(), from.u16(), from.u16(), from.u16()] as const
  const questions: Question[] = []
  for (let left = counts[0]; left > 0; left--) questions.push({ name: readName(from), type: from.u16(), class: from.u16() })
  let tsig: Tsig | undefined
  const [answers, authorities, additionals] = [counts[1], counts[2], counts[3]].map((count, section) => {
    const records: ReadRecord[] = []
    for (let left = count; left > 0; left--) {
      const start = from.at
      const record = readRecord(from)
      if (record.type !== types.TSIG) records.push(record)
      else if (section === 2 && left === 1) tsig = readTsig(octets, record, start)
      else throw new DnsFault('tsig', 'A TSIG record is not the last of the message.')
    }
    return records
  }) as [ReadRecord[], ReadRecord[], ReadRecord[]]
  if (from.at !== octets.length) throw new DnsFault('trailing', 'Octets stand behind the last record.')
  return {
    octets, id, questions, answers, authorities, additionals, tsig, steps: from.steps,
    response: (flags & 0x8000) !== 0, opcode: (flags >> 11) & 15, authoritative: (flags & 0x0400) !== 0, truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0, recursionAvailable: (flags & 0x0080) !== 0, rcode: flags & 15,
  }
}

/** The serial of an SOA record (RFC 1035 §3.3.13), whose two names may be compressed. */
export function serialOf(octets: Uint8Array, { dataAt, data }: ReadRecord): number {
  const from = new Reader(octets, dataAt, dataAt + data.length)
  readName(from)
  readName(from)
  const serial = from.u32()
  if (from.at + 16 !== from.end) throw new DnsFault('short', 'An SOA record has five numbers.')
  return serial
}

import { tsigPurposeNames } from '#contract/lists-of-dns.ts'
import type { TsigPurpose } from '#contract/nameservers.ts'
import { plainSecret } from '../../../secrets/shown.ts'
import { bindFile } from './bind.ts'
import { knotFile } from './knot.ts'
import type { Peer, ServerFile } from './model.ts'
import { nsdFile } from './nsd.ts'
import { powerdnsFile } from './powerdns.ts'
import { commented, head, keyName, oneLine, wireName, zoneName } from './words.ts'

/** `Asks for transfers, a.example: axfr (ns1, ns2)`. */
function useLine(purpose: TsigPurpose, zone: string, keys: readonly string[], peers: readonly Peer[] = []): string {
  const whom = peers.map(({ name }) => oneLine(name)).join(', ')
  return `${tsigPurposeNames[purpose]}, ${zone === '' ? 'all zones' : zoneName(zone)}: ${keys.map(keyName).join(', ')}${whom && ` (${whom})`}`
}

/** For a program that is not known here: the keys, as BIND's tools take them (`algorithm:name:secret`), and what each is for. */
function otherFile(file: ServerFile): string {
  const said = [
    ...file.transfers.map(({ zone, keys }) => useLine('answers-transfers', zone, keys)),
    ...file.updates.map(({ zone, keys }) => useLine('takes-updates', zone, keys)),
    ...file.asks.map(({ zone, key, peers }) => useLine('asks-for-transfers', zone, [key], peers)),
    ...file.notifies.map(({ zone, key, peers }) => useLine('signs-notify', zone, [key], peers)),
  ]
  const keys = file.keys.map((key) => `${wireName(key)}:${keyName(key.name)}:${plainSecret(key.secret)}`)
  return `${commented('#', [...head(file, 'other'), ...(said.length === 0 ? [] : ['', ...said])])}\n\n${keys.join('\n')}\n`
}

const kinds = { bind: bindFile, knot: knotFile, nsd: nsdFile, powerdns: powerdnsFile, other: otherFile } as const

/** The file of a nameserver, for the program that it is. Without secrets they are masked. Throws `RangeError` for a name that is none. */
export const renderFile = (file: ServerFile): string => kinds[file.kind](file)

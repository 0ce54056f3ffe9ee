import { tsigPurposeNames } from '#contract/lists-of-dns.ts'
import { bindFile } from './bind.ts'
import { knotFile } from './knot.ts'
import type { ServerFile } from './model.ts'
import { nsdFile } from './nsd.ts'
import { powerdnsFile } from './powerdns.ts'
import { commented, head, keyName, oneLine, secretOf, wireName } from './words.ts'

/** For a program that is not known here: the keys, as BIND's tools take them (`algorithm:name:secret`), and what each is for. */
function otherFile(file: ServerFile): string {
  const uses = [
    ...file.transfers.map((one) => ({ ...one, purpose: tsigPurposeNames['answers-transfers'], with: '' })),
    ...file.updates.map((one) => ({ ...one, purpose: tsigPurposeNames['takes-updates'], with: '' })),
    ...file.asks.map(({ zone, key, peers }) => ({
      zone,
      keys: [key],
      purpose: tsigPurposeNames['asks-for-transfers'],
      with: peers.map(({ name }) => oneLine(name)).join(', '),
    })),
    ...file.notifies.map(({ zone, key, peers }) => ({
      zone,
      keys: [key],
      purpose: tsigPurposeNames['signs-notify'],
      with: peers.map(({ name }) => oneLine(name)).join(', '),
    })),
  ]
  const said = uses.map(({ zone, keys, purpose, with: whom }) => `${purpose}, ${zone || 'all zones'}: ${keys.map(keyName).join(', ')}${whom && ` (${whom})`}`)
  const keys = file.keys.map((key) => `${wireName(key)}:${keyName(key.name)}:${secretOf(key)}`)
  return `${commented('#', [...head(file, 'other'), ...(said.length === 0 ? [] : ['', ...said])])}\n\n${keys.join('\n')}\n`
}

const kinds = { bind: bindFile, knot: knotFile, nsd: nsdFile, powerdns: powerdnsFile, other: otherFile } as const

/** The file of a nameserver, for the program that it is. Without secrets they are masked. Throws `RangeError` for a name that is none. */
export const renderFile = (file: ServerFile): string => kinds[file.kind](file)

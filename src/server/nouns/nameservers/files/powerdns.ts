import { plainSecret } from '../../../secrets/shown.ts'
import type { ServerFile } from './model.ts'
import { commented, head, keyName, oneLine, whatFor, wireName, zoneName } from './words.ts'

/** PowerDNS asks with the first key of a zone's list alone: that of the zone before that of all, and of those the one made last. */
export const asksInOrder = (asks: ServerFile['asks']): { zone: string; keys: string[] }[] =>
  [...Map.groupBy(asks.toSorted((a, b) => Number(a.zone === '') - Number(b.zone === '') || b.made - a.made), ({ zone }) => zone)]
    .map(([zone, uses]) => ({ zone, keys: [...new Set(uses.map(({ key }) => key))] }))

/**
 * What PowerDNS should have, a line each: it keeps keys and metadata in its database, and no file. The script and the API read the same
 * lines. `*` is every zone.
 *
 *     key NAME ALGORITHM SECRET
 *     allow-axfr ZONE NAME…        metadata TSIG-ALLOW-AXFR
 *     axfr-master ZONE NAME…       metadata AXFR-MASTER-TSIG
 *     allow-dnsupdate ZONE NAME…   metadata TSIG-ALLOW-DNSUPDATE
 */
export function powerdnsFile(file: ServerFile): string {
  const zoneOf = (zone: string) => (zone === '' ? '*' : zoneName(zone))
  const lines = (word: string, lists: readonly { zone: string; keys: readonly string[] }[]) =>
    lists.filter(({ keys }) => keys.length > 0).map(({ zone, keys }) => `${word} ${zoneOf(zone)} ${keys.map(keyName).join(' ')}`)
  const all = [
    ...file.keys.map((key) => `key ${keyName(key.name)} ${wireName(key)} ${plainSecret(key.secret)}`),
    ...lines('allow-axfr', file.transfers), ...lines('axfr-master', asksInOrder(file.asks)), ...lines('allow-dnsupdate', file.updates),
  ]
  const unset = file.notifies.map(({ zone, key, peers }) =>
    `Not set here: with which key notify is signed (${[whatFor(key, zone), ...peers.map(({ name }) => `to ${oneLine(name)}`)].join(', ')}).`)
  const about = [...head(file, 'PowerDNS'), '', 'By hand, a line each: pdnsutil tsigkey import, and pdnsutil metadata set.', ...unset]
  return `${commented('#', about)}\n\n${all.join('\n')}\n`
}

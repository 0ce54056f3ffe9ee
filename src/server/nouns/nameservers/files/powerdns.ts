import { plainSecret } from '../../../secrets/shown.ts'
import type { ServerFile } from './model.ts'
import { commented, head, keyName, wireName, zoneName } from './words.ts'

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
  const asks = [...Map.groupBy(file.asks, ({ zone }) => zone)].map(([zone, uses]) => ({ zone, keys: [...new Set(uses.map(({ key }) => key))] }))
  const lines = (word: string, lists: readonly { zone: string; keys: readonly string[] }[]) =>
    lists.filter(({ keys }) => keys.length > 0).map(({ zone, keys }) => `${word} ${zoneOf(zone)} ${keys.map(keyName).join(' ')}`)
  const all = [
    ...file.keys.map((key) => `key ${keyName(key.name)} ${wireName(key)} ${plainSecret(key.secret)}`),
    ...lines('allow-axfr', file.transfers), ...lines('axfr-master', asks), ...lines('allow-dnsupdate', file.updates),
  ]
  return `${commented('#', [...head(file, 'PowerDNS'), '', 'By hand, a line each: pdnsutil tsigkey import, and pdnsutil metadata set.'])}\n\n` +
    `${all.join('\n')}\n`
}

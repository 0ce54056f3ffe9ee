import { plainSecret } from '../../../secrets/shown.ts'
import type { ServerFile } from './model.ts'
import { commented, head, keyName, listName, nameless, numeric, wireName } from './words.ts'

const quoted = (name: string) => `"${name}"`
const everywhere = ['0.0.0.0/0', '::/0']

/** nsd.conf of NSD: keys, and patterns that zones include. */
export function nsdFile(file: ServerFile): string {
  const once: string[] = []
  const notes: string[] = []
  const parts = file.keys.map(
    (key) => `key:\n    name: ${quoted(keyName(key.name))}\n    algorithm: ${wireName(key)}\n    secret: "${plainSecret(key.secret)}"`,
  )
  const pattern = (kind: string, zone: string, lines: readonly string[]) => {
    const name = quoted(`countersign-${kind}-${listName(zone)}`)
    parts.push(`pattern:\n    name: ${name}${lines.map((line) => `\n    ${line}`).join('')}`)
    once.push(`  in ${zone === '' ? 'each zone' : `zone ${listName(zone)}`}:  include-pattern: ${name}`)
  }
  for (const { zone, keys } of file.transfers)
    pattern('transfers', zone, keys.length === 0
      ? everywhere.map((net) => `provide-xfr: ${net} BLOCKED`)
      : keys.flatMap((key) => everywhere.map((net) => `provide-xfr: ${net} ${keyName(key)}`)))

  for (const [zone, uses] of Map.groupBy([...file.asks, ...file.accepts], (one) => one.zone)) {
    const asks = file.asks.filter((one) => one.zone === zone)
    const accepts = file.accepts.filter((one) => one.zone === zone)
    const lines = [
      ...asks.flatMap(({ key, peers }) => peers.flatMap((peer) => numeric(peer).map((address) => `request-xfr: ${address}@${peer.port} ${keyName(key)}`))),
      ...accepts.flatMap(({ key, peers }) => peers.flatMap((peer) => numeric(peer).map((address) => `allow-notify: ${address} ${keyName(key)}`))),
    ]
    pattern('from', zone, [...new Set(lines)])
    for (const { key, peers } of uses) {
      if (peers.length === 0) notes.push(`Nobody is known who answers with ${keyName(key)} for ${zone || 'all zones'}: say so at that nameserver.`)
      if (nameless(peers).length > 0) notes.push(`${nameless(peers).join(', ')} has a host name only, and NSD wants an address here (${keyName(key)}).`)
    }
  }
  for (const [zone, uses] of Map.groupBy(file.notifies, (one) => one.zone))
    pattern(
      'notify',
      zone,
      uses.flatMap(({ key, peers }) => peers.flatMap((peer) => numeric(peer).map((address) => `notify: ${address}@${peer.port} ${keyName(key)}`))),
    )
  for (const { zone, keys } of file.updates) notes.push(`NSD takes no updates: ${keys.map(keyName).join(', ')} for ${zone || 'all zones'} does nothing here.`)

  const about = [
    ...head(file, 'NSD'), '', 'Once, in nsd.conf:  include: "/etc/nsd/countersign-nsd.conf"', ...(once.length === 0 ? [] : ['and then, once:', ...once]),
    ...(notes.length === 0 ? [] : ['', ...new Set(notes)]),
  ]
  return `${commented('#', about)}\n\n${parts.join('\n\n')}\n`
}

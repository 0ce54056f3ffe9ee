import { plainSecret } from '../../../secrets/shown.ts'
import type { Asking, ServerFile } from './model.ts'
import { commented, head, keyName, listName, numeric, unfilled, whatFor, wireName, zoneName } from './words.ts'

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
    once.push(`  in ${zone === '' ? 'each zone' : `zone ${zoneName(zone)}`}:  include-pattern: ${name}`)
  }
  for (const { zone, keys } of file.transfers)
    // Without a key it is empty, and lets nobody in: BLOCKED would shut out also those whom the operator lets in.
    pattern('transfers', zone, keys.flatMap((key) => everywhere.map((net) => `provide-xfr: ${net} ${keyName(key)}`)))

  const note = (whom: 'answers' | 'asks', item: string, use: Asking) =>
    notes.push(...unfilled('NSD', whom, use, ({ port }) => `${item}: ADDRESS${item === 'allow-notify' ? '' : `@${port}`} ${keyName(use.key)}`))
  for (const zone of new Set([...file.asks, ...file.accepts].map((one) => one.zone))) {
    const asks = file.asks.filter((one) => one.zone === zone)
    const accepts = file.accepts.filter((one) => one.zone === zone)
    const lines = [
      ...asks.flatMap(({ key, peers }) => peers.flatMap((peer) => numeric(peer).map((address) => `request-xfr: ${address}@${peer.port} ${keyName(key)}`))),
      ...accepts.flatMap(({ key, peers }) => peers.flatMap((peer) => numeric(peer).map((address) => `allow-notify: ${address} ${keyName(key)}`))),
    ]
    pattern('from', zone, [...new Set(lines)])
    for (const use of asks) note('answers', 'request-xfr', use)
    for (const use of accepts) note('answers', 'allow-notify', use)
  }
  for (const [zone, uses] of Map.groupBy(file.notifies, (one) => one.zone))
    pattern(
      'notify',
      zone,
      uses.flatMap(({ key, peers }) => peers.flatMap((peer) => numeric(peer).map((address) => `notify: ${address}@${peer.port} ${keyName(key)}`))),
    )
  for (const use of file.notifies) note('asks', 'notify', use)
  for (const { zone, keys } of file.updates) for (const key of keys) notes.push(`NSD takes no updates: ${whatFor(key, zone)} does nothing here.`)

  const about = [
    ...head(file, 'NSD'), '', 'Once, in nsd.conf:  include: "/etc/nsd/countersign-nsd.conf"', ...(once.length === 0 ? [] : ['and then, once:', ...once]),
    ...(notes.length === 0 ? [] : ['', ...new Set(notes)]),
  ]
  return `${commented('#', about)}\n\n${parts.join('\n\n')}\n`
}

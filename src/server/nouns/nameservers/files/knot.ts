import { plainSecret } from '../../../secrets/shown.ts'
import type { Asking, Peer, ServerFile } from './model.ts'
import { commented, head, keyName, listName, nameless, numeric, oneLine, peerName, wireName } from './words.ts'

const quoted = (name: string) => `"${name}"`
const idOf = (peer: Peer, zone: string) => quoted(`countersign-${peerName(peer)}${zone === '' ? '' : `-${listName(zone)}`}`)
const list = (words: readonly string[]) => `[ ${words.join(', ')} ]`

/** knot.conf of Knot DNS: keys, remotes to ask and to notify, and rules of who may transfer, update and notify. */
export function knotFile(file: ServerFile): string {
  const once: string[] = []
  const notes: string[] = []
  const zoneOf = (zone: string) => (zone === '' ? 'in template default' : `in zone ${listName(zone)}`)

  const keys = file.keys.map((key) => `  - id: ${quoted(keyName(key.name))}\n    algorithm: ${wireName(key)}\n    secret: "${plainSecret(key.secret)}"`)

  const remotes = new Map<string, string>()
  // Zones refer to a group (Knot 3.2), whose name says nothing of who is in it: a nameserver may be renamed, or another one come.
  const groups = new Map<string, string[]>()
  function remote(asking: readonly Asking[], item: 'master' | 'notify') {
    for (const { zone, key, peers } of asking) {
      const what = `${keyName(key)} for ${zone === '' ? 'all zones' : zone}`
      if (peers.length === 0) notes.push(`Nobody is known who answers with ${what}: say so at that nameserver.`)
      const without = nameless(peers)
      if (without.length > 0) notes.push(`${without.join(', ')} has a host name only, and Knot wants an address here (${what}).`)
      const ids = peers.filter((peer) => numeric(peer).length > 0).map((peer) => {
        const id = idOf(peer, zone)
        const addresses = numeric(peer).map((address) => quoted(`${address}@${peer.port}`))
        const body = `  - id: ${id}\n    address: ${list(addresses)}\n    key: ${quoted(keyName(key))}`
        if (remotes.has(id) && remotes.get(id) !== body) notes.push(`Knot signs with one key towards ${oneLine(peer.name)}: not with ${what}.`)
        else remotes.set(id, body)
        return id
      })
      const group = quoted(`countersign-${item === 'master' ? 'primaries' : 'notify'}-${listName(zone)}`)
      if (ids.length === 0) continue
      groups.set(group, [...new Set([...(groups.get(group) ?? []), ...ids])])
      once.push(`  ${zoneOf(zone)}:  ${item}: ${group}`)
    }
  }
  remote(file.asks, 'master')
  remote(file.notifies, 'notify')

  const rules: string[] = []
  const rule = (kind: 'transfers' | 'updates' | 'notified', action: string, zone: string, of: readonly string[]) => {
    const id = quoted(`countersign-${kind}-${listName(zone)}`)
    // A rule without a key would let everybody in.
    const who = of.length === 0 ? '    deny: on' : `    key: ${list(of.map((key) => quoted(keyName(key))))}`
    rules.push(`  - id: ${id}\n${who}\n    action: ${action}`)
    once.push(`  ${zoneOf(zone)}:  acl: ${id}`)
  }
  for (const { zone, keys: of } of file.transfers) rule('transfers', 'transfer', zone, of)
  for (const { zone, keys: of } of file.updates) rule('updates', 'update', zone, of)
  for (const [zone, uses] of Map.groupBy(file.accepts, (one) => one.zone)) rule('notified', 'notify', zone, [...new Set(uses.map(({ key }) => key))])

  const section = (name: string, items: readonly string[]) => (items.length === 0 ? [] : [`${name}:\n${items.join('\n')}`])
  const about = [
    ...head(file, 'Knot DNS'), '', 'Once, at the top of knot.conf:  include: "/etc/knot/countersign-knot.conf"',
    ...(once.length === 0 ? [] : ['and then, once (several of one kind make one list):', ...new Set(once)]), ...(notes.length === 0 ? [] : ['', ...notes]),
  ]
  const grouped = [...groups].map(([id, ids]) => `  - id: ${id}\n    remote: ${list(ids)}`)
  const parts = [...section('key', keys), ...section('remote', [...remotes.values()]), ...section('remotes', grouped), ...section('acl', rules)]
  return `${commented('#', about)}\n\n${parts.join('\n\n')}\n`
}

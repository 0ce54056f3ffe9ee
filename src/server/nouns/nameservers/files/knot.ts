import { plainSecret } from '../../../secrets/shown.ts'
import type { Asking, Peer, ServerFile } from './model.ts'
import { commented, head, keyName, listName, numeric, peerName, nowhere, unfilled, wireName, zoneName } from './words.ts'

const quoted = (name: string) => `"${name}"`
/** Knot takes no longer identifier. A longer one is cut, and a number of what it was (FNV-1a) tells it from others that begin alike. */
const longest = 254
function fit(id: string): string {
  if (id.length <= longest) return id
  let number = 0x811c9dc5
  for (let at = 0; at < id.length; at++) number = Math.imul(number ^ id.charCodeAt(at), 0x01000193) >>> 0
  const tail = `-${number.toString(16).padStart(8, '0')}`
  return `${id.slice(0, longest - tail.length)}${tail}`
}
const idOf = (peer: Peer, zone: string) => `countersign-${peerName(peer)}${zone === '' ? '' : `-${listName(zone)}`}`
const list = (words: readonly string[]) => `[ ${words.join(', ')} ]`

/** knot.conf of Knot DNS: keys, remotes to ask and to notify, and rules of who may transfer, update and notify. */
export function knotFile(file: ServerFile): string {
  const once: string[] = []
  const notes: string[] = []
  const zoneOf = (zone: string) => (zone === '' ? 'in template default' : `in zone ${zoneName(zone)}`)

  const keys = file.keys.map((key) => `  - id: ${quoted(keyName(key.name))}\n    algorithm: ${wireName(key)}\n    secret: "${plainSecret(key.secret)}"`)

  const remotes = new Map<string, string>()
  // Zones refer to a group (Knot 3.2), whose name says nothing of who is in it: a nameserver may be renamed, or another one come.
  const groups = new Map<string, string[]>()
  /** A remote has one key: who is notified with another than asked is another remote. Nothing but groups refers to them. */
  function called(name: string, body: string): string {
    for (let number = 1; ; number++) {
      const id = quoted(fit(`${name}${number === 1 ? '' : `-${number}`}`))
      if ((remotes.get(id) ?? body) !== body) continue
      remotes.set(id, body)
      return id
    }
  }
  function remoteOf(peer: Peer, zone: string, key: string): string {
    const addresses = numeric(peer).map((address) => quoted(`${address}@${peer.port}`))
    return called(idOf(peer, zone), `    address: ${list(addresses)}\n    key: ${quoted(keyName(key))}`)
  }
  function remote(asking: readonly Asking[], item: 'master' | 'notify') {
    for (const [zone, uses] of Map.groupBy(asking, (one) => one.zone)) {
      const ids = uses.flatMap(({ key, peers }) => peers.filter((peer) => numeric(peer).length > 0).map((peer) => remoteOf(peer, zone, key)))
      const group = quoted(fit(`countersign-${item === 'master' ? 'primaries' : 'notify'}-${listName(zone)}`))
      for (const use of uses)
        notes.push(...unfilled('Knot', item === 'master' ? 'answers' : 'asks', use, (peer) =>
          `remote ${quoted(fit(idOf(peer, zone)))}: address: "ADDRESS@${peer.port}", key: ${quoted(keyName(use.key))}`))
      // Knot takes no group without members, nor a zone that refers to none: without one no key would change any more.
      if (ids.length === 0) notes.push(`So ${group} has nobody in it.`)
      groups.set(group, ids.length === 0 ? [called('countersign-nobody', `    address: ${quoted(nowhere)}`)] : [...new Set(ids)])
      once.push(`  ${zoneOf(zone)}${ids.length === 0 ? ', once there is somebody' : ''}:  ${item}: ${group}`)
    }
  }
  remote(file.asks, 'master')
  remote(file.notifies, 'notify')

  const rules: string[] = []
  const rule = (kind: 'transfers' | 'updates' | 'notified', action: string, zone: string, of: readonly string[]) => {
    const id = quoted(fit(`countersign-${kind}-${listName(zone)}`))
    // A rule for nobody: one without a key and an address would be for everybody, and come before the operator's own. Nobody asks from ::.
    const who = of.length === 0 ? '    address: "::"\n    deny: on' : `    key: ${list(of.map((key) => quoted(keyName(key))))}`
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
  const named = [...remotes].map(([id, body]) => `  - id: ${id}\n${body}`)
  const parts = [...section('key', keys), ...section('remote', named), ...section('remotes', grouped), ...section('acl', rules)]
  return `${commented('#', about)}\n\n${parts.join('\n\n')}\n`
}

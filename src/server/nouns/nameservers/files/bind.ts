import { plainSecret } from '../../../secrets/shown.ts'
import type { Asking, ServerFile } from './model.ts'
import { commented, head, keyName, listName, nameless, numeric, oneLine, wireName } from './words.ts'

const quoted = (name: string) => `"${name}"`

/** Those that a `server` statement or a list has to be made for, address by address: BIND signs with one key towards each. */
interface Towards {
  readonly address: string
  readonly port: number
  readonly key: string
  readonly peer: string
}
const towards = (asking: readonly Asking[]): Towards[] =>
  asking.flatMap(({ key, peers }) =>
    peers.flatMap((peer) => numeric(peer).map((address) => ({ address, port: peer.port, key: keyName(key), peer: peer.name }))),
  )

/**
 * named.conf of BIND 9: keys, a list of who may transfer or update a zone, and with which key to ask. Zones refer to the lists by name,
 * and a list stays as long as there is a use for it, so that a key that is replaced changes this file alone.
 */
export function bindFile(file: ServerFile): string {
  const once: string[] = []
  const parts: string[] = file.keys.map(
    (key) => `key ${quoted(keyName(key.name))} {\n\talgorithm ${wireName(key)};\n\tsecret "${plainSecret(key.secret)}";\n};`,
  )

  const list = (kind: 'transfers' | 'updates', statement: string) => {
    for (const { zone, keys } of file[kind]) {
      const name = quoted(`countersign-${kind}-${listName(zone)}`)
      const members = keys.length === 0 ? ' none;' : keys.map((key) => ` key ${quoted(keyName(key))};`).join('')
      parts.push(`acl ${name} {${members} };`)
      once.push(zone === '' ? `  in options, or in each zone:  ${statement} { ${name}; };` : `  in zone "${listName(zone)}":  ${statement} { ${name}; };`)
    }
  }
  list('transfers', 'allow-transfer')
  list('updates', 'allow-update')

  // For all zones: a server statement an address, and there can be one only.
  const servers = new Map<string, Towards>()
  for (const one of towards([...file.asks, ...file.notifies].filter(({ zone }) => zone === ''))) {
    const other = servers.get(one.address)
    if (!other) servers.set(one.address, one)
    else if (other.key !== one.key)
      parts.push(
        commented('//', [`BIND signs with one key towards ${one.address} (${oneLine(one.peer)}): ${other.key}, and not ${one.key}. Name a zone to use both.`]),
      )
  }
  for (const { address, key } of servers.values()) parts.push(`server ${address} {\n\tkeys { ${quoted(key)}; };\n};`)

  const lists = (asking: readonly Asking[], kind: 'primaries' | 'notify', statement: string) => {
    for (const [zone, uses] of Map.groupBy(asking.filter((one) => one.zone !== ''), (one) => one.zone)) {
      const name = quoted(`countersign-${kind}-${listName(zone)}`)
      const members = towards(uses).map(({ address, port, key }) => `\n\t${address} port ${port} key ${quoted(key)};`)
      if (members.length > 0) parts.push(`primaries ${name} {${members.join('')}\n};`)
      if (members.length > 0) once.push(`  in zone "${listName(zone)}":  ${statement} { ${name}; };`)
    }
  }
  lists(file.asks, 'primaries', 'primaries')
  lists(file.notifies, 'notify', 'notify explicit; also-notify')

  for (const { zone, key, peers } of [...file.asks, ...file.notifies]) {
    const without = nameless(peers)
    const what = `${keyName(key)} for ${zone === '' ? 'all zones' : zone}`
    if (peers.length === 0) parts.push(commented('//', [`Nobody is known who answers with ${what}: say so at that nameserver.`]))
    if (without.length > 0) parts.push(commented('//', [`${without.join(', ')} has a host name only, and BIND wants an address here (${what}).`]))
  }

  const about = [
    ...head(file, 'BIND'),
    '',
    'Once, in named.conf:  include "/etc/bind/countersign.conf";',
    ...(once.length === 0 ? [] : ['and then, once:', ...once]),
  ]
  return `${commented('//', about)}\n\n${parts.join('\n\n')}\n`
}

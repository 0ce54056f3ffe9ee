import { plainSecret } from '../../../secrets/shown.ts'
import type { Asking, ServerFile } from './model.ts'
import { commented, head, keyName, listName, nowhere, numeric, oneLine, unfilled, wireName, zoneName } from './words.ts'

const quoted = (name: string) => `"${name}"`

/** Those that a `server` statement or a list has to be made for, address by address: BIND signs with one key towards each. */
interface Towards {
  readonly address: string
  readonly port: number
  readonly key: string
  readonly peer: string
  readonly made: number
}
const towards = (asking: readonly Asking[]): Towards[] =>
  asking.flatMap(({ key, peers, made }) =>
    peers.flatMap((peer) => numeric(peer).map((address) => ({ address, port: peer.port, key: keyName(key), peer: peer.name, made }))),
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
      once.push(zone === '' ? `  in options, or in each zone:  ${statement} { ${name}; };` : `  in zone "${zoneName(zone)}":  ${statement} { ${name}; };`)
    }
  }
  list('transfers', 'allow-transfer')
  list('updates', 'allow-update')

  // For all zones: a server statement an address, and there can be one only. A rollover goes by the use that was made last.
  const servers = new Map<string, Towards>()
  for (const one of towards([...file.asks, ...file.notifies].filter(({ zone }) => zone === '')).toSorted((a, b) => b.made - a.made)) {
    const other = servers.get(one.address)
    if (!other) servers.set(one.address, one)
    else if (other.key !== one.key)
      parts.push(
        commented('//', [`BIND signs with one key towards ${one.address} (${oneLine(one.peer)}): ${other.key}, and not ${one.key}. Name a zone to use both.`]),
      )
  }
  for (const { address, key } of servers.values()) parts.push(`server ${address} {\n\tkeys { ${quoted(key)}; };\n};`)

  // A list that zones refer to is there even when it is empty: without it BIND would refuse the file, and no key would change any more.
  const lists = (asking: readonly Asking[], kind: 'primaries' | 'notify', statement: string) => {
    for (const [zone, uses] of Map.groupBy(asking, (one) => one.zone)) {
      const notes = uses.flatMap((use) => unfilled('BIND', kind === 'notify' ? 'asks' : 'answers', use, ({ port }) =>
        zone === '' ? `server ADDRESS { keys { ${quoted(keyName(use.key))}; }; };` : `ADDRESS port ${port} key ${quoted(keyName(use.key))};`))
      if (zone === '') {
        if (notes.length > 0) parts.push(commented('//', notes))
        continue
      }
      const name = quoted(`countersign-${kind}-${listName(zone)}`)
      const known = towards(uses).map(({ address, port, key }) => `${address} port ${port} key ${quoted(key)};`)
      // BIND takes a secondary without primaries for a mistake; a primary that notifies nobody is none.
      const isNobody = kind === 'primaries' && known.length === 0
      const members = isNobody ? [`${nowhere}; // nobody`] : known
      parts.push(`primaries ${name} {${[...members, ...notes.map((note) => `// ${note}`)].map((line) => `\n\t${line}`).join('')}\n};`)
      const later = isNobody ? ', once its list below has somebody' : ''
      once.push(`  in zone "${zoneName(zone)}"${later}:  ${statement} { ${name}; };`)
    }
  }
  lists(file.asks, 'primaries', 'primaries')
  lists(file.notifies, 'notify', 'notify explicit; also-notify')

  const about = [
    ...head(file, 'BIND'),
    '',
    'Once, in named.conf:  include "/etc/bind/countersign.conf";',
    ...(once.length === 0 ? [] : ['and then, once:', ...once]),
  ]
  return `${commented('//', about)}\n\n${parts.join('\n\n')}\n`
}

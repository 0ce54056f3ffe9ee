import { type Findings, looksLikeAlgorithm, type PartialKey } from './findings.ts'
import { itemsOf, member, nodes, textOf, type Members, type Tree } from './tree.ts'
import { Uses } from './uses.ts'

/** What an object that is a key calls its parts: PowerDNS, Technitium, Kea, octoDNS, Ansible, Helm charts, libdns. Compared without case, `-` and `_`. */
const spellings = [
  ['name', 'algorithm', 'secret'], ['name', 'algorithm', 'key'], ['keyname', 'algorithmname', 'sharedsecret'], ['keyname', 'keyalgorithm', 'keysecret'],
  ['tsigkeyname', 'tsigsecretalg', 'tsigsecret'],
  ['tsigkeyname', 'tsigalgorithm', 'tsigsecret'], ['tsigname', 'tsigalgorithm', 'tsigsecret'], ['tsigname', 'tsigalgorithm', 'tsigkey'],
  ['keyname', 'keyalg', 'key'], ['keyname', 'algorithm', 'secret'],
  ['keyname', 'algorithm', 'key'], ['id', 'algorithm', 'secret'], ['name', 'algo', 'secret'], ['name', 'alg', 'secret'], ['keyname', 'secretalg', 'secret'],
  ['tsigkeyname', 'tsigkeyalgorithm', 'tsigkeysecret'],
] as const

/** Members that say which file, Secret or variable has the secret. */
const references = ['secretfile', 'keyfile', 'keysecretfile', 'secretname', 'secretref', 'existingsecret', 'keysecretref', 'secretfrom']

/** Names of a secret that is one of TSIG likely enough to be asked after. */
const lonely = new Set(['secret', 'sharedsecret', 'keysecret', 'tsigsecret', 'tsigkeysecret'])

const plainName = (name: string) => name.toLowerCase().replace(/[-_]/g, '')
const secretLike = (text: string) => /^[A-Za-z0-9+/_-]{15,}={0,2}$/.test(text.replace(/\s/g, ''))

const noSecret = 'The secret is not in this text. (PowerDNS leaves it out of its list: ask for each key by its id. Kea may have it in a file.)'

/**
 * Takes an object that is a key. An algorithm of an HMAC makes it one, or all three parts; a name and what looks like a secret are
 * said. Any other object is somebody else's, and `false`.
 */
export function readKeyObject(map: Members, findings: Findings): boolean {
  if (![...map.members.keys()].some((name) => /alg|secret|key/i.test(name))) return false
  const parts = new Map<string, Tree[]>()
  for (const [name, { value }] of map.members) {
    const plain = plainName(name)
    parts.set(plain, [...(parts.get(plain) ?? []), value])
  }
  const texts = (name: string) => parts.get(name)?.map((tree) => (tree.kind === 'text' ? tree.text.trim() : '')) ?? []
  const of = (name: string) => (texts(name).length === 1 ? texts(name)[0]! : '')
  const likely = spellings
    .map((names) => ({ names, values: names.map((name) => of(name)) as [string, string, string] }))
    .filter(
      ({ names: [, second, third], values: [name, algorithm, secret] }) =>
        looksLikeAlgorithm(algorithm) ||
        (/hmac|tsig/i.test(algorithm) && (name !== '' || secret !== '')) ||
        (name !== '' && secret !== '' && (algorithm !== '' ? secretLike(secret) : secretLike(secret) && (third !== 'key' || second === 'keyalg'))),
    )
    .sort((a, b) => b.values.filter(Boolean).length - a.values.filter(Boolean).length)
  const best = likely[0]
  if (!best) {
    const [lone] = [...map.members].filter(([name, { value }]) => lonely.has(plainName(name)) && value.kind === 'text' && secretLike(value.text))
    if (lone) findings.note(lone[1].line, lone[0], 'A secret stands here without a name and an algorithm.')
    return lone !== undefined
  }
  const [name, algorithm, secret] = best.values
  const bits = Number(of('digestbits') || Number.NaN)
  const key: PartialKey = { line: map.line, name, algorithm, secret, macBits: Number.isInteger(bits) && bits > 0 ? bits : undefined }
  if (name === '' && secret === '') return false
  const other = likely
    .slice(1)
    .find(({ values }) => values.every(Boolean) && best.values.every(Boolean) && values.some((value, index) => value !== best.values[index]))
  if (other) {
    findings.note(
      map.line,
      '',
      `Ambiguous: this object may be read in two ways, by ${best.names.join(', ')} and by ${other.names.join(', ')}. Nothing was taken.`,
    )
    return true
  }
  const elsewhere = references.find((one) => parts.has(one))
  findings.key(key, { secret: elsewhere === undefined ? noSecret : 'It has its secret elsewhere: in a file or a Secret that is named here.' })
  return true
}

/** PowerDNS's API: a zone's keys as a primary, which answers with them, and as a secondary, which asks with them. */
const zoneLists = {
  master_tsig_key_ids: 'answers-transfers', primary_tsig_key_ids: 'answers-transfers',
  slave_tsig_key_ids: 'asks-for-transfers', secondary_tsig_key_ids: 'asks-for-transfers',
} as const

/** Kea: zones that are updated with a key, and their servers. PowerDNS: zones whose transfers a key signs. `false`: neither. */
export function readUses(map: Members, { uses }: Findings): boolean {
  const zone = textOf(member(map, 'name'))
  if (zone === undefined) return false
  const lists = Object.keys(zoneLists).map((name) => member(map, name))
  for (const [name, purpose] of Object.entries(zoneLists))
    for (const one of itemsOf(member(map, name))) {
      const key = textOf(one)
      if (key === undefined) continue
      uses.zone(key, zone)
      uses.serve(Uses.key(key), zone, purpose)
    }
  const key = textOf(member(map, 'key-name'))
  if (key !== undefined) uses.zone(key, zone)
  for (const server of itemsOf(member(map, 'dns-servers'))) {
    const own = textOf(member(server, 'key-name')) ?? key
    const address = textOf(member(server, 'ip-address'))
    if (own === undefined) continue
    uses.zone(own, zone)
    if (address !== undefined) uses.peer(own, address, textOf(member(server, 'port')))
  }
  return lists.some((list) => list !== undefined)
}

/** Does a word of TSIG stand in this object, which nobody read? */
export function speaksOfKeys(root: Tree): { line: number; name: string } | undefined {
  for (const { tree, name, line } of nodes(root, ({ name: under }) => !/^(?:annotations|managedFields|status)$/.test(under))) {
    if (
      /tsig/i.test(name) ||
      (tree.kind === 'text' && (/^hmac[-_]?(?:md5|sha)/i.test(tree.text.trim()) || /--rfc2136-tsig|EXTERNAL_DNS_RFC2136_TSIG/.test(tree.text)))
    )
      return { line, name }
  }
  return undefined
}

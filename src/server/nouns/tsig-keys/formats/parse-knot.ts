import type { TsigPurpose } from '#contract/nameservers.ts'
import type { Findings } from './findings.ts'
import type { SourceLine } from './parse-nsd.ts'
import { Uses } from './uses.ts'

/** Sections of knot.conf(5), beside those of modules (`mod-…`). */
export const knotSections = new Set([
  'acl', 'control', 'database', 'dnskey-sync', 'external', 'key', 'keystore', 'log', 'module', 'pkcs11', 'policy', 'remote', 'remotes', 'server', 'statistics',
  'submission',
  'template', 'xdp', 'zone',
])

interface Item {
  line: number
  /** Values by the name of their line; a name may stand several times, once for each value. */
  values: Map<string, string[]>
}

const parts = { id: 'name', name: 'name', algorithm: 'algorithm', secret: 'secret' } as const

/** What stands behind the colon: one value, or `[a, b]`. */
function valuesOf(text: string): string[] | undefined {
  if (text.startsWith('[')) {
    const inner = /^\[([^\]]*)\]\s*(?:#.*)?$/.exec(text)?.[1]
    return inner?.split(',').map((one) => valuesOf(one.trim())?.[0] ?? '').filter((one) => one !== '')
  }
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(text)
  if (quoted) return [quoted[1] ?? quoted[2]!]
  if (/^["']/.test(text)) return undefined
  const comment = text.startsWith('#') ? 0 : text.search(/\s#/)
  const plain = (comment < 0 ? text : text.slice(0, comment)).trim()
  return plain === '' ? [] : [plain]
}

/** A section of knot.conf, whose first line is its name: items that begin with `- id:` (in zones `- domain:`). */
export function readKnot([head, ...lines]: readonly SourceLine[], findings: Findings): void {
  const section = /^\s*([\w-]+)/.exec(head!.text)?.[1] ?? ''
  let item: Item | undefined
  const end = () => {
    if (item && section === 'key') keyOf(item, findings)
    else if (item) useKnot(section, item.values, findings.uses)
    item = undefined
  }
  for (const { number, text } of lines) {
    if (/^\s*(?:#|$)/.test(text)) continue
    const [, dash, name, rest = ''] = /^\s*(-\s+)?([A-Za-z][\w-]*)\s*:(?:\s+(.*))?$/.exec(text) ?? []
    if (dash !== undefined) end()
    const values = name === undefined ? undefined : valuesOf(rest.trim())
    if (values === undefined) {
      if (section === 'key' || /hmac|tsig/i.test(text))
        findings.note(number, text, name === undefined ? 'This is no line of knot.conf.' : 'A quote or a list is opened here and not closed on this line.')
      continue
    }
    item ??= { line: number, values: new Map() }
    if (section === 'key' && parts[name as keyof typeof parts] === undefined && name !== 'comment') {
      findings.note(number, text, 'A key has a name (id), an algorithm and a secret, nothing else that is known here.')
    } else item.values.set(name!, [...(item.values.get(name!) ?? []), ...values])
  }
  end()
}

/** What `knotc conf-read` prints and `knotc conf-set` takes: one value a line, at `section[id].name`. */
export class KnotPaths {
  readonly #items = new Map<string, Item & { section: string }>()
  readonly #findings: Findings

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** `key[transfer.].secret = …`; false where it is no such line. */
  read(text: string, line: number): boolean {
    const [, path, value] = /^([a-z][a-z-]{1,40}(?:\[[^\]\s]{1,300}\])?(?:\.[a-z-]{1,40})?) = (.*)$/.exec(text) ?? []
    return path !== undefined && /^[a-z-]+[[.]/.test(path) && this.set(path, value!, line)
  }

  set(path: string, value: string, line: number): boolean {
    const [, section = '', id, name] = /^([a-z-]+)(?:\[([^\]]+)\])?(?:\.([a-z-]+))?$/.exec(path) ?? []
    if (!knotSections.has(section) && !section.startsWith('mod-')) return false
    // `key.id = transfer.` says that there is one; all the rest names it.
    if (id === undefined || name === undefined) return true
    const item = this.#items.get(`${section} ${id}`) ?? { section, line, values: new Map([[section === 'zone' ? 'domain' : 'id', [id]]]) }
    this.#items.set(`${section} ${id}`, item)
    // Several values stand on one line, with blanks between them.
    const values = section === 'key' ? [value.trim()] : value.trim().split(/\s+/)
    if (name !== 'id' && name !== 'domain') item.values.set(name, [...(item.values.get(name) ?? []), ...values.flatMap((one) => valuesOf(one) ?? [])])
    return true
  }

  finish(): void {
    for (const item of this.#items.values()) {
      if (item.section !== 'key') useKnot(item.section, item.values, this.#findings.uses)
      // A key of which only the name is known has nothing to take: `conf-set 'key[a]'`, and its values elsewhere.
      else if (item.values.size > 1) keyOf(item, this.#findings)
    }
    this.#items.clear()
  }
}

function keyOf({ line, values }: Item, findings: Findings): void {
  const key: { line: number; name?: string; algorithm?: string; secret?: string } = { line }
  for (const [written, part] of Object.entries(parts)) {
    const given = [...new Set(values.get(written))]
    if (given.length > 1) return findings.note(line, values.get('id')?.[0] ?? '', `Ambiguous: this key has its ${written} twice, so it was not taken.`)
    if (given.length === 1) key[part] ??= given[0]!
  }
  return findings.key(key)
}

/** What an acl may allow that is a use of this server. `notify` takes what a peer has signed, which belongs to its asking. */
const acts: Record<string, TsigPurpose | undefined> = { transfer: 'answers-transfers', update: 'takes-updates' }

/** References of knot.conf: `key` in acl and remote, `acl`, `master`, `notify` and `template` in zones. */
function useKnot(section: string, values: Item['values'], uses: Uses): void {
  const all = (name: string) => values.get(name) ?? []
  const id = all(section === 'zone' ? 'domain' : 'id')[0]
  if (id === undefined) return
  const place = `knot ${section} ${id}`
  // What an acl allows whoever has its key; with a remote in it, that one's.
  const allowed = section === 'acl' ? all('action').filter((action) => acts[action] !== undefined) : []
  const from = (kind: string, names: readonly string[]) => names.forEach((name) => uses.link(`knot ${kind} ${name}`, place))
  if (section === 'acl' || section === 'remote') {
    if (all('deny')[0] === 'on' || all('deny')[0] === 'true') return
    for (const key of all('key')) {
      uses.link(Uses.key(key), place)
      for (const action of allowed) uses.link(Uses.key(key), `${place} ${action}`)
      for (const address of all('address')) if (!/[/-]/.test(address)) uses.word(Uses.key(key), address)
    }
  }
  if (section === 'acl' || section === 'remotes') for (const kind of ['remote', 'remotes']) {
    from(kind, all('remote'))
    for (const action of allowed) for (const name of all('remote')) uses.link(`knot ${kind} ${name}`, `${place} ${action}`)
  }
  if (section !== 'zone' && section !== 'template') return
  const template = all('template')[0] ?? 'default'
  for (const name of ['acl', 'master', 'ddns-master', 'notify', 'ds-push']) {
    const kinds = name === 'acl' ? ['acl'] : ['remote', 'remotes']
    for (const kind of kinds) for (const one of all(name)) uses.link(`knot ${kind} ${one}`, `${place} ${name}`)
    for (const action of name === 'acl' ? Object.keys(acts) : [])
      for (const one of all('acl')) uses.link(`knot acl ${one} ${action}`, `${place} acl ${action}`)
    if (section !== 'zone') continue
    // What a zone has itself replaces what its template has.
    const lists = [`${place} ${name}`, ...(values.has(name) ? [] : [`knot template ${template} ${name}`])]
    for (const list of lists) {
      uses.word(list, id)
      for (const [action, purpose] of name === 'acl' ? Object.entries(acts) : []) uses.serve(`${list} ${action}`, id, purpose!)
      if (name === 'master') uses.serve(list, id, 'asks-for-transfers')
      if (name === 'notify') uses.serve(list, id, 'signs-notify')
    }
  }
}

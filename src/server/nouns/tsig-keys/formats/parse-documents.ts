import { Cluster, namespaceOf, type Looked } from './cluster.ts'
import { Container, isContainer } from './containers.ts'
import type { Findings } from './findings.ts'
import { readKeyObject, readUses, speaksOfKeys } from './key-objects.ts'
import { settingOf, Settings } from './settings.ts'
import { at, itemsOf, member, nodes, textOf, type Document, type Members, type Node, type Text, type Tree } from './tree.ts'

/** Text within the text: a file that a ConfigMap, a playbook or cloud-init holds. */
export interface Inner {
  line: number
  text: string
  /** Are its lines those of the whole text, one by one? */
  hasLines: boolean
}

const kindOf = (root: Tree): string | undefined => (textOf(member(root, 'apiVersion')) === undefined ? undefined : textOf(member(root, 'kind')))

/** Of the objects of a List each is one of its own. */
export function documentsIn(root: Tree, line: number): Document[] {
  const items = root.kind === 'list' ? root.items : kindOf(root)?.endsWith('List') === true ? itemsOf(member(root, 'items')) : []
  const objects = items.filter((one) => kindOf(one) !== undefined)
  return objects.length > 0 && objects.length === items.length ? objects.flatMap((one) => documentsIn(one, one.line)) : [{ root, line }]
}

const couldBeText = /tsig|hmac|secret/i
const triple = /^(?:hmac[-_]?(?:md5|sha)[^:\s]*|md5|sha\d+):[^:\s]+:[^:\s]+$/i

/** Documents of YAML and JSON. All of them are looked at in the end, since one may refer to another that stands behind it. */
export class Documents {
  readonly #findings: Findings
  readonly #documents: (Document & { said: boolean })[] = []
  readonly #cluster = new Cluster()

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** `said`: something of it was not understood already. */
  add(root: Tree, line: number, said = false): void {
    for (const document of documentsIn(root, line)) {
      this.#documents.push({ ...document, said })
      this.#cluster.add(document)
    }
  }

  /** Reads all of them, some at a time. What stands in them as a text of its own is handed to `inner`. */
  *finish(inner: (text: Inner) => void, triple: (text: Text) => boolean): Generator<undefined, void> {
    const used = new Set<unknown>()
    const silent: Document[] = []
    for (const document of this.#documents) {
      const before = this.#findings.size
      const understood = this.#read(document, inner, triple, used)
      if (this.#findings.size === before && !understood && !document.said) silent.push(document)
      yield
    }
    this.#stores(used)
    for (const { root, line } of silent) this.#nothingIn(root, line)
  }

  #read({ root }: Document, inner: (text: Inner) => void, written: (text: Text) => boolean, used: Set<unknown>): boolean {
    let understood = false
    const kind = kindOf(root)
    // What these hold is read by whoever refers to it.
    const isStore = kind === 'Secret' || kind === 'ConfigMap'
    const namespace = namespaceOf(root)
    const into = ({ name }: Node) => !/^(?:annotations|managedFields|status)$/.test(name) && !(kind === 'Secret' && name === 'data')
    for (const node of nodes(root, into)) {
      const { tree } = node
      if (tree.kind === 'map') {
        if (isStore && /^(?:metadata|data|stringData)$/.test(node.name)) continue
        if (node.name === 'rfc2136' && this.#issuer(node, kind === 'ClusterIssuer' ? 'any' : namespace)) continue
        if (isContainer(tree)) {
          const container = new Container(this.#cluster, namespace)
          container.read(tree, this.#findings)
          for (const store of container.used) used.add(store)
        }
        understood = readUses(tree, this.#findings) || understood
        readKeyObject(tree, this.#findings)
      } else if (tree.kind === 'text') {
        if (triple.test(tree.text.trim())) written(tree)
        else if (tree.text.trim().includes('\n') && couldBeText.test(tree.text) && !/--rfc2136-tsig/.test(tree.text)) {
          inner({ line: tree.block ? tree.line + 1 : tree.line, text: tree.text, hasLines: tree.block })
          understood = true
        }
      }
    }
    if (kind === 'Secret') for (const { value } of this.#innerOf(root)) if (value.text.trim().includes('\n') && couldBeText.test(value.text)) inner(value)
    return understood
  }

  /** Files that a Secret holds in base64. Their lines are that of the Secret's. */
  *#innerOf(root: Tree): Generator<{ value: Inner }> {
    const data = member(root, 'data')
    const cluster = new Cluster()
    cluster.add({ root, line: root.line })
    if (data?.kind === 'map') for (const name of data.members.keys()) {
      const value = cluster.stores[0]?.values.get(name)
      if (value) yield { value: { ...value, hasLines: false } }
    }
  }

  /** cert-manager's solver, and the same in charts of external-dns. `false`: it is something else. */
  #issuer({ tree, line }: Node, namespace: string | undefined): boolean {
    const name = textOf(member(tree, 'tsigKeyName'))
    const reference = member(tree, 'tsigSecretSecretRef')
    if (name === undefined && reference === undefined) return this.#chart(tree as Members, line, namespace)
    const [secret, key] = [textOf(member(reference, 'name')), textOf(member(reference, 'key'))]
    const looked = secret === undefined || key === undefined ? undefined : this.#cluster.look('Secret', secret, key, namespace)
    this.#found(line, name, textOf(member(tree, 'tsigAlgorithm')), looked, {
      secret: 'The secret of this issuer is not in this text: paste the Secret that it names too.',
      algorithm: 'Without tsigAlgorithm cert-manager takes HMACMD5, which is not kept here.',
    })
    const host = textOf(member(tree, 'nameserver'))
    if (name !== undefined && host !== undefined) this.#findings.uses.peer(name, host)
    return true
  }

  /** Charts that name the Secret and keep the rest among their values. */
  #chart(map: Members, line: number, namespace: string | undefined): boolean {
    const name = textOf(member(map, 'tsigKeyname'))
    const secret = textOf(member(map, 'secretName'))
    if (name === undefined || secret === undefined || textOf(member(map, 'tsigSecret')) !== undefined) return false
    const looked = this.#cluster.look('Secret', secret, 'rfc2136_tsig_secret', namespace)
    this.#found(line, name, textOf(member(map, 'tsigSecretAlg')), looked, {
      secret: 'It has its secret elsewhere: in a Secret that is not in this text. Paste that too.',
    })
    return true
  }

  #found(line: number, name: string | undefined, algorithm: string | undefined, looked: Looked, missing: { secret: string; algorithm?: string }): void {
    const problem = looked === undefined ? undefined : 'problem' in looked ? looked.problem : looked.value.problem
    if (problem !== undefined) this.#findings.note(line, name ?? '', problem)
    else this.#findings.key({ line, name, algorithm, secret: looked && 'value' in looked ? looked.value.text.trim() : undefined }, missing)
    if (looked && 'store' in looked) this.#told.add(looked.store)
  }
  readonly #told = new Set<unknown>()

  /** Settings that a Secret holds for whoever takes it whole; and those that nobody here refers to. */
  #stores(used: ReadonlySet<unknown>): void {
    for (const store of this.#cluster.stores) {
      if (used.has(store) || this.#told.has(store)) continue
      const settings = new Settings()
      for (const [name, { line, text, problem }] of store.values) {
        const part = settingOf(name)
        if (part) settings.add(part, { line, text: text.trim(), ...(problem === undefined ? {} : { problem }) })
      }
      const before = this.#findings.size
      settings.report(this.#findings)
      if (this.#findings.size > before) continue
      const [name] =
        [...store.values].find(
          ([name, { text }]) => /tsig/i.test(name) || (store.kind === 'Secret' && /rfc2136|hmac/i.test(name + text) && !text.includes('\n')),
        ) ?? []
      if (name !== undefined)
        this.#findings.note(
          store.line,
          store.name,
          `Nothing in this text says which key the value ${/^[\w.-]{1,40}$/.test(name) ? name : ''} belongs to: paste what refers to this ${store.kind} too.`,
        )
    }
  }

  /** A document that came to nothing: said, unless it is an object of Kubernetes that has nothing to do with keys. */
  #nothingIn(root: Tree, line: number): void {
    const kind = kindOf(root)
    if (kind === 'Secret' || kind === 'ConfigMap') return
    const spoken = speaksOfKeys(root)
    if (spoken) this.#findings.note(spoken.line, spoken.name, 'This speaks of a TSIG key in a way that is not known here.')
    else if (kind === undefined && at(root, 'kind') === undefined) this.#findings.note(line, '', 'This names no TSIG key that is known here.')
  }
}

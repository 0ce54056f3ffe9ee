import { at, itemsOf, linesWords, member, textOf, type Document, type Tree } from './tree.ts'

/** A value of a Secret or ConfigMap; `problem`: why it cannot be read. */
export interface ClusterValue {
  line: number
  text: string
  problem?: string
}

/** A Secret or ConfigMap, or what kustomize makes one of. */
export interface Store {
  kind: 'Secret' | 'ConfigMap'
  name: string
  namespace: string | undefined
  line: number
  values: Map<string, ClusterValue>
}

export type Looked = { value: ClusterValue; store: Store } | { problem: string } | undefined

export const namespaceOf = (root: Tree): string | undefined => textOf(at(root, 'metadata', 'namespace'))

/** Values of `data` are base64 of what they are; of something else, nothing is guessed. */
function decoded(line: number, text: string): ClusterValue {
  const packed = text.replace(/\s/g, '')
  try {
    const plain = atob(packed)
    // What people put there by mistake, the secret as it is, comes out as octets that are no text.
    // eslint-disable-next-line no-control-regex
    if (/[^\t\n\r\u0020-\u007e]/.test(plain))
      return {
        line,
        text: '',
        problem: 'What stands under "data" is not the base64 of a text: base64 of the secret itself goes there, or the secret under "stringData".',
      }
    return { line, text: plain }
  } catch {
    return { line, text: '', problem: 'What stands under "data" is no base64.' }
  }
}

/** The Secrets and ConfigMaps of a text, found by the references that Kubernetes defines: kind, namespace, name, and the name of the value. */
export class Cluster {
  readonly stores: Store[] = []
  readonly #named = new Map<string, Store[]>()
  readonly #looked = new Map<string, Looked>()

  add({ root, line }: Document): void {
    const kind = textOf(member(root, 'kind'))
    if (kind === 'Secret' || kind === 'ConfigMap') this.#object(kind, root, line)
    if (kind === 'Kustomization' || kind === undefined)
      for (const [list, made] of [
        ['secretGenerator', 'Secret'],
        ['configMapGenerator', 'ConfigMap'],
      ] as const)
        for (const one of itemsOf(member(root, list))) this.#generated(made, one, root)
  }

  #object(kind: Store['kind'], root: Tree, line: number): void {
    const values = new Map<string, ClusterValue>()
    const take = (part: string, read: (line: number, text: string) => ClusterValue) => {
      const data = member(root, part)
      if (data?.kind === 'map') for (const [name, { value }] of data.members) if (value.kind === 'text') values.set(name, read(value.line, value.text))
    }
    const plain = (at: number, text: string) => ({ line: at, text })
    take('data', kind === 'Secret' ? decoded : plain)
    // Kubernetes: what stands under stringData replaces what stands under data.
    if (kind === 'Secret') take('stringData', plain)
    this.#keep({ kind, name: textOf(at(root, 'metadata', 'name')) ?? '', namespace: namespaceOf(root), line, values })
  }

  #keep(store: Store): void {
    this.stores.push(store)
    for (const place of [placeOf(store.kind, store.name, 'any'), placeOf(store.kind, store.name, store.namespace)]) {
      const same = this.#named.get(place)
      if (same) same.push(store)
      else this.#named.set(place, [store])
    }
  }

  /** kustomize finds what it made by the name given here, whatever it adds to that (its "name references"). */
  #generated(kind: Store['kind'], one: Tree, root: Tree): void {
    const values = new Map<string, ClusterValue>()
    for (const literal of itemsOf(member(one, 'literals'))) {
      const [, name, quoted, plain] = /^([^=]+)=(?:(["'].*["'])|(.*))$/s.exec(textOf(literal) ?? '') ?? []
      if (name !== undefined) values.set(name, { line: literal.line, text: quoted?.slice(1, -1) ?? plain! })
    }
    for (const file of itemsOf(member(one, 'files')))
      values.set((textOf(file) ?? '').split('=')[0]!.split('/').at(-1)!, {
        line: file.line,
        text: '',
        problem: 'It has its secret elsewhere: in a file that kustomize reads.',
      })
    this.#keep({
      kind,
      name: textOf(member(one, 'name')) ?? '',
      namespace: textOf(member(one, 'namespace')) ?? textOf(member(root, 'namespace')),
      line: one.line,
      values,
    })
  }

  /**
   * The value that a reference means. `namespace` is that of whoever refers, `undefined` where the text does not say it, and
   * `'any'` where no object says it (a ClusterIssuer). Two that could be meant are ambiguous, unless they say the same.
   */
  look(kind: Store['kind'], name: string, key: string, namespace: string | undefined): Looked {
    const asked = JSON.stringify([kind, name, key, namespace])
    if (!this.#looked.has(asked)) this.#looked.set(asked, this.#find(kind, name, key, namespace))
    return this.#looked.get(asked)
  }

  #find(kind: Store['kind'], name: string, key: string, namespace: string | undefined): Looked {
    const named = this.candidates(kind, name, namespace)
    if (named.length === 0) return undefined
    const ambiguous = { problem: `Ambiguous: this ${kind} stands ${linesWords(named.slice(0, 100).map(({ line }) => line))}, not the same. Nothing was taken.` }
    if (named.length > 100) return ambiguous
    const found = named.flatMap((store) => {
      const value = store.values.get(key)
      return value ? [{ value, store }] : []
    })
    const texts = new Set(found.map(({ value }) => value.text))
    if (texts.size > 1 || (found.length > 0 && found.length < named.length)) return ambiguous
    return found[0] ?? { problem: `The ${kind} ${linesWords(named.map(({ line }) => line))} has no such value.` }
  }

  candidates(kind: Store['kind'], name: string, namespace: string | undefined): readonly Store[] {
    const of = (place: string | undefined) => this.#named.get(placeOf(kind, name, place)) ?? []
    if (namespace === 'any') return of('any')
    const same = of(namespace)
    if (same.length > 0) return same
    // Where one of the two does not say its namespace, it is that of whoever applies both.
    return of(namespace === undefined ? 'any' : undefined)
  }
}

/** A namespace of Kubernetes cannot be called "any *", nor be empty. */
const placeOf = (kind: string, name: string, namespace: string | undefined): string => JSON.stringify([kind, name, namespace === 'any' ? 'any *' : namespace])

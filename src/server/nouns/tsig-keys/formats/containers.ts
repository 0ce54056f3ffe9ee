import type { Cluster, Looked, Store } from './cluster.ts'
import type { Findings } from './findings.ts'
import { type Setting, settingOf, Settings, variables } from './settings.ts'
import { shellWords } from './shell-words.ts'
import { itemsOf, member, textOf, type Members, type Tree } from './tree.ts'

/** Where a process gets its arguments and its environment: Kubernetes, Helm charts, Compose. */
const argumentsIn = ['command', 'args', 'extraArgs', 'extraArguments', 'additionalArguments'] as const
const environmentIn = ['env', 'environment', 'extraEnv', 'extraEnvVars', 'extraEnvs'] as const
const fromIn = ['envFrom', 'extraEnvFrom'] as const
const members = [...argumentsIn, ...environmentIn, ...fromIn, 'extraEnvVarsSecret', 'extraEnvVarsCM']

export const isContainer = (map: Members): boolean => members.some((name) => map.members.has(name))

/** Values of arguments that external-dns has; each is a variable of its environment as well. */
const flag = /^--(rfc2136-(?:tsig-keyname|tsig-secret-alg|tsig-secret|host|port|zone))(?:=(.*))?$/s

const elsewhere = 'It has its secret elsewhere: in a Secret that is not in this text. Paste that too.'

/** The settings of one container, and of no other. */
export class Container {
  readonly #cluster: Cluster
  readonly #namespace: string | undefined
  /** Its own variables, which go before those that 'envFrom' gives. */
  readonly #own = new Map<string, Setting>()
  readonly #inherited = new Map<string, Setting>()
  /** Secrets and ConfigMaps whose settings were taken. */
  readonly used = new Set<Store>()

  constructor(cluster: Cluster, namespace: string | undefined) {
    this.#cluster = cluster
    this.#namespace = namespace
  }

  read(map: Members, findings: Findings): void {
    for (const name of fromIn) for (const one of itemsOf(member(map, name))) this.#from(one)
    for (const [name, kind] of [['extraEnvVarsSecret', 'Secret'], ['extraEnvVarsCM', 'ConfigMap']] as const) this.#whole(kind, textOf(member(map, name)), '')
    for (const name of environmentIn) this.#variables(member(map, name))
    const settings = new Settings()
    const given = new Set<string>()
    for (const { variable, setting } of this.#flags(map)) {
      given.add(variable)
      settings.add(settingOf(variable)!, setting)
    }
    for (const [variable, setting] of new Map([...this.#inherited, ...this.#own])) {
      const part = settingOf(variable)
      // An argument goes before the variable of its name.
      if (part && !given.has(variable)) settings.add(part, setting)
    }
    settings.report(findings, elsewhere)
  }

  #from(one: Tree): void {
    const prefix = textOf(member(one, 'prefix')) ?? ''
    this.#whole('Secret', textOf(member(member(one, 'secretRef'), 'name')), prefix)
    this.#whole('ConfigMap', textOf(member(member(one, 'configMapRef'), 'name')), prefix)
  }

  #whole(kind: Store['kind'], name: string | undefined, prefix: string): void {
    if (name === undefined) return
    const [store] = this.#cluster.candidates(kind, name, this.#namespace)
    if (!store) return
    for (const variable of variables) {
      const key = variable.startsWith(prefix) ? variable.slice(prefix.length) : ''
      if (key !== '' && store.values.has(key)) this.#inherited.set(variable, this.#setting(store.line, this.#cluster.look(kind, name, key, this.#namespace)))
    }
  }

  #setting(line: number, looked: Looked): Setting {
    if (looked === undefined) return { line, text: '', problem: elsewhere }
    if ('problem' in looked) return { line, text: '', problem: looked.problem }
    this.used.add(looked.store)
    const { value } = looked
    return { line, text: value.text.trim(), ...(value.problem === undefined ? {} : { problem: value.problem }) }
  }

  #variables(tree: Tree | undefined): void {
    if (tree?.kind === 'map') for (const [name, { line, value }] of tree.members) this.#variable(name, line, value, value)
    for (const one of itemsOf(tree)) {
      if (one.kind === 'map') this.#variable(textOf(member(one, 'name')) ?? '', one.line, member(one, 'value'), member(one, 'valueFrom'))
      // Compose: NAME=value.
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(textOf(one) ?? '') ?? []
      if (name !== undefined) this.#set(name, { line: one.line, text: value! })
    }
  }

  #variable(name: string, line: number, value: Tree | undefined, from: Tree | undefined): void {
    if (!/^[A-Za-z_]\w*$/.test(name)) return
    const text = textOf(value)
    if (text !== undefined) return this.#set(name, { line, text })
    // The chart's own forms keep "valueFrom" or leave it out.
    const source = member(from, 'valueFrom') ?? from
    for (const [ref, kind] of [['secretKeyRef', 'Secret'], ['configMapKeyRef', 'ConfigMap']] as const) {
      const reference = member(source, ref)
      const [store, key] = [textOf(member(reference, 'name')), textOf(member(reference, 'key'))]
      if (store !== undefined && key !== undefined) return this.#set(name, this.#setting(line, this.#cluster.look(kind, store, key, this.#namespace)))
    }
    return undefined
  }

  #set(name: string, setting: Setting): void {
    const earlier = this.#own.get(name)
    const differs = earlier !== undefined && earlier.text !== setting.text && settingOf(name) !== undefined
    this.#own.set(
      name,
      differs ? { ...setting, problem: `Ambiguous: ${name} is set twice, on lines ${earlier.line} and ${setting.line}. Nothing was taken.` } : setting,
    )
  }

  *#flags(map: Members): Generator<{ variable: string; setting: Setting }> {
    const words: { line: number; word: string }[] = []
    for (const name of argumentsIn) {
      const tree = member(map, name)
      // Helm: a map of flags.
      if (tree?.kind === 'map')
        for (const [name, { line, value }] of tree.members)
          for (const one of value.kind === 'list' ? value.items : [value]) words.push({ line, word: `--${name.replace(/^--/, '')}=${textOf(one) ?? ''}` })
      for (const one of tree?.kind === 'text' ? [tree] : itemsOf(tree)) {
        const text = textOf(one) ?? ''
        // A whole command line in one item is split as a shell does; an argument with blanks in it is not.
        if (/\s/.test(text) && (tree?.kind === 'text' || !/^--[\w-]+=/.test(text) || /\s--/.test(text)))
          for (const word of shellWords(text)) words.push({ line: one.line, word })
        else words.push({ line: one.line, word: text })
      }
    }
    for (const [index, { line, word }] of words.entries()) {
      const found = flag.exec(word)
      if (!found) continue
      const text = found[2] ?? words[index + 1]?.word ?? ''
      yield { variable: `EXTERNAL_DNS_${found[1]!.toUpperCase().replaceAll('-', '_')}`, setting: this.#expanded(line, text) }
    }
  }

  /** `$(NAME)` is a variable of this container's; so are `$NAME` and `${NAME}` where a shell reads them. */
  #expanded(line: number, text: string): Setting {
    const name = /^\$(?:\((\w+)\)|\{(\w+)\}|(\w+))$/.exec(text)?.slice(1).find((one) => one !== undefined)
    if (name === undefined) return { line, text }
    return {
      ...(this.#own.get(name) ??
        this.#inherited.get(name) ?? { text, problem: 'It has its secret elsewhere: in a variable that this container does not set.' }),
      line,
    }
  }
}

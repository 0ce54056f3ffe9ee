import { type Findings, type PartialKey } from './findings.ts'
import type { Line } from './line.ts'

/** Sections of knot.conf and nsd.conf that hold no keys, but perhaps their names. */
const others = new Set([
  'acl', 'control', 'cookie', 'database', 'dnskey-sync', 'dnstap', 'external', 'keystore', 'log', 'metrics', 'module', 'pattern', 'policy', 'remote',
  'remote-control', 'remotes', 'server', 'statistics', 'submission', 'template', 'tls-auth', 'verify', 'xdp', 'zone',
])
const parts: Record<string, 'name' | 'algorithm' | 'secret' | undefined> = { id: 'name', name: 'name', algorithm: 'algorithm', secret: 'secret' }

/**
 * knot.conf and nsd.conf: sections (`key:`) of lines `name: value`. In Knot each key begins with `- id:`, in NSD each has a
 * section of its own, whose lines come in any order.
 */
export class Sections {
  readonly #findings: Findings
  #section: 'none' | 'key' | 'other' = 'none'
  #indent = Infinity
  #key: PartialKey | undefined

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** The key that was being read is complete, or will never be. */
  flush(): void {
    if (this.#key) this.#findings.key(this.#key)
    this.#key = undefined
  }

  /** Something else begins. */
  leave(): void {
    this.flush()
    this.#section = 'none'
    this.#indent = Infinity
  }

  read({ text, number: line, yaml }: Line): boolean {
    if (!yaml) return false
    const { key, value, indent, dash } = yaml
    if (key === 'include') {
      this.#findings.include(line, text)
      return true
    }
    const header = key !== undefined && value === '' && dash === undefined && indent <= this.#indent
    if (header && (key === 'key' || others.has(key) || key.startsWith('mod-'))) {
      this.flush()
      this.#section = key === 'key' ? 'key' : 'other'
      this.#indent = indent
      return true
    }
    if (this.#section === 'other') return this.#passOver(key, indent, dash)
    return key === undefined ? false : this.#take(key, value, line, dash !== undefined, text)
  }

  /** Lines of a section without keys. What stands further left belongs to nothing that we know. */
  #passOver(key: string | undefined, indent: number, dash: number | undefined): boolean {
    return indent > this.#indent || (key !== undefined && dash === undefined)
  }

  #take(key: string, value: string, line: number, item: boolean, text: string): boolean {
    const part = parts[key]
    if (part === undefined) {
      if (this.#section !== 'key') return false
      this.#findings.note(line, text, 'A key has a name (id), an algorithm and a secret, nothing else that is known here.')
      return true
    }
    if (item || this.#key?.[part] !== undefined) this.flush()
    this.#key ??= { line }
    this.#key[part] = value
    return true
  }
}

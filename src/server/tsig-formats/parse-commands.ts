import { looksLikeAlgorithm, type Findings } from './findings.ts'
import type { Line } from './line.ts'

/** Commands that stand around a key in a script, and say nothing about it. */
const shell = new Set([
  'cat', 'chgrp', 'chmod', 'chown', 'cd', 'cp', 'curl', 'delv', 'dig', 'exit', 'export', 'host', 'install', 'kdig', 'knotc', 'knsupdate', 'kubectl', 'mkdir', 'mv',
  'named-checkconf', 'nsd-checkconf', 'nsd-control', 'nsupdate', 'pdnsutil', 'rm', 'rndc', 'set', 'trap', 'tsig-keygen', 'umask',
])
/** Those whose `-y` takes a key. */
const clients = new Set(['delv', 'dig', 'host', 'kdig', 'knsupdate', 'nsupdate'])
/** Lines of nsupdate's own language. */
const nsupdate = new Set(['server', 'zone', 'update', 'prereq', 'send', 'show', 'answer', 'local', 'class', 'ttl', 'debug', 'quit', 'gsstsig', 'realm'])

/** Scripts and lines of a command: `dig -y`, `pdnsutil import-tsig-key`, nsupdate's `key`, `algorithm:name:secret`. */
export class Commands {
  readonly #findings: Findings
  /** What ends the text that a script gives to a command. */
  readonly #terminators = new Set<string>()

  constructor(findings: Findings) {
    this.#findings = findings
  }

  read(line: Line): boolean {
    const trimmed = line.text.trim()
    if (this.#terminators.has(trimmed)) return true
    if (/^(?:[@$]?|<\?)include\b/i.test(trimmed)) {
      this.#findings.include(line.number, trimmed)
      return true
    }
    const given = /^(?:\$\s+)?(?:sudo\s+)?([\w-]+)(?=\s|$)/.exec(trimmed)?.[1] ?? ''
    if (given === 'key' || shell.has(given) || nsupdate.has(given)) {
      const words = line.words.slice(line.words.indexOf(given))
      if (words.length > 0 && this.#command(given, words, trimmed, line.number)) return true
    }
    return this.#triple(trimmed, line) || trimmed.startsWith('file=')
  }

  #command(verb: string, words: readonly string[], text: string, line: number): boolean {
    const here = /<<-?\s*['"]?(\w{1,40})/.exec(text)?.[1]
    if (here) this.#terminators.add(here)
    if (verb === 'key' && (words.length === 2 || words.length === 3)) {
      const [first, name = first!] = words[1]!.split(':')
      if (words.length === 3) this.#findings.key({ line, name, algorithm: name === first ? undefined : first, secret: words[2] })
      else return false
      return true
    }
    if (verb === 'pdnsutil') {
      const at = words.findIndex((word, index) => word === 'import-tsig-key' || (word === 'import' && words[index - 1] === 'tsigkey'))
      const [name, algorithm, secret] = words.slice(at + 1)
      // In a script the secret may come out of a file.
      if (at > 0 && secret !== undefined && !secret.startsWith('$')) this.#findings.key({ line, name, algorithm, secret })
    }
    const option = words.findIndex((word) => word.startsWith('-y'))
    if (option > 0 && clients.has(verb)) {
      const given = words[option] === '-y' ? words[option + 1] : words[option]!.slice(2)
      if (given !== undefined && !this.#written([given], line)) this.#findings.note(line, '', 'What follows -y is not algorithm:name:secret.')
    }
    return shell.has(verb) || nsupdate.has(verb)
  }

  /** A line that may be a key in one word or three. */
  #triple(trimmed: string, line: Line): boolean {
    if (/sha|md5/i.test(trimmed) || /^\S+:[A-Za-z0-9+/]{16,}={0,2}$/.test(trimmed)) return this.#written(line.words, line.number)
    return false
  }

  /** `algorithm:name:secret` as dig takes it, `name:algorithm:secret`, and `name algorithm secret` as pdnsutil lists them. */
  #written(words: readonly string[], line: number): boolean {
    const [a, b, c, ...more] = words.length === 1 ? words[0]!.split(':') : words
    if (a === undefined || b === undefined || more.length > 0) return false
    if (c === undefined) {
      if (words.length > 1 || a === '' || !/^[A-Za-z0-9+/]{16,}={0,2}$/.test(b)) return false
      this.#findings.note(line, a, 'The algorithm is missing: write algorithm:name:secret.')
      return true
    }
    const listed = a.endsWith('.') || (c.length >= 16 && !a.endsWith(':'))
    if (words.length === 1 && looksLikeAlgorithm(a)) this.#findings.key({ line, name: b, algorithm: a, secret: c })
    else if (looksLikeAlgorithm(b) && (words.length === 1 || listed)) this.#findings.key({ line, name: a, algorithm: b, secret: c })
    else return false
    return true
  }
}

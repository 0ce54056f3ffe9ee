import type { TsigPurpose } from '#contract/nameservers.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { elsewhere, looksLikeAlgorithm, type Findings } from './findings.ts'
import { KnotPaths } from './parse-knot.ts'
import { settingOf, Settings } from './settings.ts'
import { shellWords } from './shell-words.ts'
import { Uses } from './uses.ts'

/** Commands that stand around a key in a script, and say nothing about it. */
const shell = new Set([
  'case', 'cat', 'chgrp', 'chmod', 'chown', 'cd', 'cp', 'curl', 'delv', 'dig', 'docker', 'drill', 'echo', 'exit', 'export', 'external-dns', 'fi', 'host', 'if',
  'install', 'kdig', 'keymgr', 'knotc', 'knsupdate', 'kubectl',
  'lego', 'mkdir', 'mv', 'named-checkconf', 'nsd-checkconf', 'nsd-control', 'nsupdate', 'pdnsutil', 'podman', 'printf', 'rm', 'rndc', 'set', 'systemctl',
  'trap', 'tsig-keygen', 'umask',
])
/** Those whose `-y` takes a key, and whose `-k` takes the file of one. */
const clients = new Set(['delv', 'dig', 'drill', 'host', 'kdig', 'knsupdate', 'nsupdate'])
/** Commands that run another one, here or elsewhere; what runs is the first word after them that names a program known here. */
const wrappers = new Set([
  'bash', 'chroot', 'doas', 'docker', 'docker-compose', 'env', 'incus', 'ip', 'jexec', 'kubectl', 'lxc', 'nerdctl', 'nice', 'nsenter', 'oc', 'podman',
  'podman-compose', 'runuser',
  'setpriv', 'sh', 'ssh', 'su', 'sudo', 'time', 'timeout', 'watch',
])
/** `host` is also the word for a machine. */
const wrapped = new Set(['delv', 'dig', 'drill', 'kdig', 'knotc', 'knsupdate', 'nsupdate', 'pdnsutil'])
/** The program that a word names; none where it may as well be a secret that ends in `/dig`, or a triple of one. */
const program = (word: string | undefined) => (/^(?:[.~]{0,2}\/|.{0,15}$)/.test(word ?? '') ? word?.split('/').at(-1) : undefined) ?? ''

/** Prompts, and variables set for one command. */
const before = /^(?:[$#]$|[A-Za-z_]\w*=)/
const beforeOrSudo = /^(?:[$#]$|sudo$|[A-Za-z_]\w*=)/
const behind = (words: readonly string[], first: RegExp) => words.slice(Math.max(0, words.findIndex((word) => !first.test(word))))

/**
 * The words of the command that is run, behind prompts and variables; of a wrapper those within: `docker exec pdns pdnsutil
 * …`, `ssh ns1 'sudo pdnsutil …'`.
 */
function commandOf(words: readonly string[]): readonly string[] {
  const [wrapper, ...rest] = behind(words, before)
  if (wrappers.has(program(wrapper))) {
    for (const [index, word] of rest.entries()) {
      if (wrapped.has(program(word))) return rest.slice(index)
      const inner = word.includes(' ') ? shellWords(word) : []
      const at = inner.findIndex((one) => wrapped.has(program(one)))
      if (at >= 0) return inner.slice(at)
    }
  }
  return behind(words, beforeOrSudo)
}

/** Lines of nsupdate's own language. */
const nsupdate = new Set(['server', 'zone', 'update', 'prereq', 'send', 'show', 'answer', 'local', 'class', 'ttl', 'debug', 'quit', 'gsstsig', 'realm'])
/** Metadata of PowerDNS's zones that name a key. */
const metadata: Record<string, TsigPurpose | undefined> = {
  'TSIG-ALLOW-AXFR': 'answers-transfers', 'TSIG-ALLOW-DNSUPDATE': 'takes-updates', 'AXFR-MASTER-TSIG': 'asks-for-transfers',
}

const base64 = /^[A-Za-z0-9+/]{16,}={0,2}$/

/** Scripts and lines of a command: `dig -y`, `pdnsutil import-tsig-key`, nsupdate's `key`, `algorithm:name:secret`. */
export class Commands {
  readonly #findings: Findings
  /** What ends the text that a script gives to a command. */
  readonly #terminators = new Set<string>()
  /** Files that the script has written from such a text. */
  readonly #written = new Set<string>()
  /** Commands whose secret comes out of something else: named in the end, unless their key was found. */
  readonly #later: { line: number; name: string }[] = []
  /** The zone that `pdnsutil get-meta` speaks of. */
  #zone = ''
  readonly #knot: KnotPaths

  constructor(findings: Findings) {
    this.#findings = findings
    this.#knot = new KnotPaths(findings)
  }

  /** A line, its continued ones joined to it; false where it says nothing known here. */
  read(trimmed: string, line: number): boolean {
    if (this.#terminators.has(trimmed)) return true
    if (/^(?:[@$]?|<\?)include\b/i.test(trimmed)) {
      this.#findings.include(line, trimmed)
      return true
    }
    const words = shellWords(trimmed)
    if (this.#settings(words, line) || this.#powerdns(trimmed, words, line)) return true
    if (this.#knot.read(trimmed, line)) return true
    const run = commandOf(words)
    const named = program(run[0])
    // nsupdate takes its own words in any case.
    const own = named.toLowerCase()
    const given = own === 'key' || nsupdate.has(own) ? own : named
    if (given === 'key' || shell.has(given) || nsupdate.has(given)) {
      if (this.#command(given, run, trimmed, line)) return true
    }
    return this.#triple(trimmed, words, line)
  }

  /** `-e NAME=value`, `NAME=value command`, `--rfc2136-tsig-…`: what one command is given. */
  #settings(words: readonly string[], line: number): boolean {
    const settings = new Settings()
    for (const [index, word] of words.entries()) {
      // systemd: Environment="A=b" "C=d"
      const [, variable, value] = /^(?:Environment=)?([A-Za-z_]\w*)=(.*)$/.exec(word) ?? []
      const part = variable === undefined ? undefined : settingOf(variable)
      if (part) settings.add(part, { line, text: value! })
      const [, flag, given] = /^--(rfc2136-(?:tsig-keyname|tsig-secret-alg|tsig-secret|host|port|zone))(?:=(.*))?$/.exec(word) ?? []
      const argument = flag === undefined ? undefined : settingOf(`EXTERNAL_DNS_${flag.toUpperCase().replaceAll('-', '_')}`)
      if (argument) settings.add(argument, { line, text: given ?? words[index + 1] ?? '' })
    }
    if (settings.any) settings.report(this.#findings)
    return settings.any
  }

  /** What pdnsutil prints, and what it is told of zones. */
  #powerdns(text: string, words: readonly string[], line: number): boolean {
    const made = /^Create new TSIG key (\S+) (\S+) (\S+)$/.exec(text)
    if (made) this.#findings.key({ line, name: made[1], algorithm: made[2], secret: made[3] })
    const enabled = /^Enabled TSIG key (\S+) for (\S+)$/.exec(text)
    if (enabled) this.#findings.uses.zone(enabled[1]!, enabled[2]!)
    const zone = /^Metadata for '(.+)'$/.exec(text)
    if (zone) this.#zone = zone[1]!
    const [kind, sign, ...keys] = words
    const meant = sign === '=' ? metadata[kind!] : undefined
    const isMeta = meant !== undefined
    if (isMeta && this.#zone !== '') for (const key of keys) this.#served(key.replace(/,$/, ''), this.#zone, meant)
    return (
      made !== null ||
      enabled !== null ||
      zone !== null ||
      isMeta ||
      /^(?:Imported|Deleted|Disabled) TSIG key /.test(text) ||
      (this.#zone !== '' && /^[A-Z][A-Z0-9-]+ = /.test(text))
    )
  }

  #served(key: string, zone: string, purpose: TsigPurpose): void {
    this.#findings.uses.zone(key, zone)
    this.#findings.uses.serve(Uses.key(key), zone, purpose)
  }

  #command(verb: string, words: readonly string[], text: string, line: number): boolean {
    const here = /<<-?\s*['"]?(\w{1,40})/.exec(text)?.[1]
    if (here) {
      this.#terminators.add(here)
      const file = />\s*(?:'([^']*)'|"([^"]*)"|([^\s<>]+))/.exec(text)?.slice(1).find((one) => one !== undefined)
      if (file !== undefined) this.#written.add(file)
    }
    if (verb === 'key') {
      if (words.length === 2) return this.#given([words[1]!], line)
      if (words.length !== 3) return false
      const [first, name = first!] = words[1]!.split(':')
      this.#findings.key({ line, name, algorithm: name === first ? undefined : first, secret: words[2] })
      return true
    }
    if (verb === 'pdnsutil') {
      const after = (old: string, next: [string, string]) => {
        const at = words.findIndex((word, index) => word === old || (word === next[1] && words[index - 1] === next[0]))
        return at < 0 ? undefined : words.slice(at + 1)
      }
      const [name, algorithm, secret] = after('import-tsig-key', ['tsigkey', 'import']) ?? []
      // In a script the secret may come out of a file that stands there too.
      if (name !== undefined && secret !== undefined && elsewhere(secret) !== undefined) this.#later.push({ line, name })
      else if (name !== undefined) this.#findings.key({ line, name, algorithm, secret })
      const [zone, key, part] = after('activate-tsig-key', ['tsigkey', 'activate']) ?? []
      const asks = /^(?:secondary|slave|consumer)$/.test(part ?? '')
      if (zone !== undefined && key !== undefined) this.#served(key, zone, asks ? 'asks-for-transfers' : 'answers-transfers')
      const [of, kind, ...keys] = after('set-meta', ['metadata', 'set']) ?? after('add-meta', ['metadata', 'add']) ?? []
      const meant = metadata[kind ?? '']
      if (of !== undefined && meant !== undefined) for (const one of keys) this.#served(one, of, meant)
    }
    if (verb === 'knotc') {
      const at = words.indexOf('conf-set')
      if (at >= 0 && words[at + 1] !== undefined) this.#knot.set(words[at + 1]!, words.slice(at + 2).join(' '), line)
    }
    if (clients.has(verb)) this.#client(verb, words, line)
    else if (
      shell.has(verb) &&
      verb !== 'pdnsutil' &&
      verb !== 'knotc' &&
      /tsig|hmac/i.test(text) &&
      words.some((word) => word.length < 1000 && /(?:^|[=:,])[A-Za-z0-9+/]{20,}={0,2}$/.test(word))
    )
      this.#findings.note(line, text, 'This command may hold a key, in a way that is not known here.')
    return shell.has(verb) || nsupdate.has(verb)
  }

  #client(verb: string, words: readonly string[], line: number): void {
    for (const [index, word] of words.entries()) {
      const [, option, attached] = /^(-y|-k|--tsig(?:key)?)(?:=(.*))?$/s.exec(word) ?? /^(-[yk])(.+)$/s.exec(word) ?? []
      if (option === undefined || index === 0) continue
      const value = attached ?? words[index + 1]
      if (option === '-y' || option === '--tsig') {
        if (value === undefined || !this.#given([value], line, verb === 'drill'))
          this.#findings.note(
            line,
            value ?? '',
            value !== undefined && elsewhere(value) !== undefined
              ? 'It has its secret elsewhere: what stands in its place is a reference.'
              : `What follows ${option} is not algorithm:name:secret.`,
          )
      } else if (value !== undefined && !this.#written.has(value) && /\D/.test(value)) {
        this.#findings.note(line, value, `It has its secret elsewhere: in the file that ${option} names. Paste that file.`)
      }
    }
  }

  /** A line that may be a key in one word or three. */
  #triple(trimmed: string, words: readonly string[], line: number): boolean {
    if (/sha|md5/i.test(trimmed) || /^\S+:[A-Za-z0-9+/]{16,}={0,2}$/.test(trimmed)) {
      // A variable of a script that holds all three.
      const [, value] = words.length === 1 ? (/^[A-Za-z_]\w*=(\S+:\S+:\S+)$/.exec(words[0]!) ?? []) : []
      return this.#given(value === undefined ? words : [value], line)
    }
    return false
  }

  /** `algorithm:name:secret` as dig takes it, `name:algorithm:secret`, and `name algorithm secret` as pdnsutil lists them. drill: `name:secret:algorithm`. */
  #given(words: readonly string[], line: number, drill = false): boolean {
    const [a, b, c, ...more] = words.length === 1 ? words[0]!.split(':') : words
    if (a === undefined || b === undefined || more.length > 0) return false
    if (c === undefined) {
      if (words.length > 1 || a === '' || (!base64.test(b) && elsewhere(b) === undefined)) return false
      this.#findings.note(line, a, elsewhere(b) ?? 'The algorithm is missing: write algorithm:name:secret.')
      return true
    }
    const listed = a.endsWith('.') || (c.length >= 16 && !a.endsWith(':')) || /^\?+$/.test(c)
    if (drill && words.length === 1 && looksLikeAlgorithm(c) && !looksLikeAlgorithm(a)) this.#findings.key({ line, name: a, algorithm: c, secret: b })
    else if (words.length === 1 && (looksLikeAlgorithm(a) || elsewhere(a) !== undefined)) this.#findings.key({ line, name: b, algorithm: a, secret: c })
    else if (looksLikeAlgorithm(b) && (words.length === 1 || listed)) this.#findings.key({ line, name: a, algorithm: b, secret: c })
    else return false
    return true
  }

  /** The same for a text that stands for itself in a document. */
  readonly written = (text: string, line: number): boolean => this.#given([text.trim()], line)

  finish(): void {
    this.#knot.finish()
    const plain = (name: string) => canonicalTsigName(name.replace(/\\(\d{3})/g, (_, octet: string) => String.fromCharCode(Number(octet))))
    const found = new Set(this.#findings.keys.map(({ name }) => plain(name)))
    for (const { line, name } of this.#later)
      if (!found.has(plain(name))) this.#findings.note(line, name, 'It has its secret elsewhere: what stands in its place is a reference.')
  }
}

import type { Findings, PartialKey } from './findings.ts'

type Part = 'name' | 'algorithm' | 'secret' | 'host' | 'port' | 'zone'

/** Programs that take a key by variables of the environment or lines of an INI file: what each calls its parts. */
const families: { is: string; prefix: RegExp; parts: Record<string, Part>; algorithm?: string }[] = [
  {
    is: 'external-dns',
    prefix: /^EXTERNAL_DNS_RFC2136_/,
    parts: { TSIG_KEYNAME: 'name', TSIG_SECRET_ALG: 'algorithm', TSIG_SECRET: 'secret', HOST: 'host', PORT: 'port', ZONE: 'zone' },
  },
  // lego's own default is hmac-sha1, which is not taken here.
  {
    is: 'lego',
    prefix: /^(?:RFC2136|DNSUPDATE)_/,
    parts: { TSIG_KEY: 'name', TSIG_ALGORITHM: 'algorithm', TSIG_SECRET: 'secret', NAMESERVER: 'host' },
    algorithm: 'lego takes hmac-sha1 where TSIG_ALGORITHM is not set, which is not kept here.',
  },
  {
    is: 'certbot',
    prefix: /^(?:certbot_)?dns[_-]rfc2136[_-]/i,
    parts: { name: 'name', algorithm: 'algorithm', secret: 'secret', server: 'host', port: 'port' },
    algorithm: 'certbot takes HMAC-MD5 where the algorithm is not set, which is not kept here.',
  },
]

/** Every variable of external-dns and lego, as a container may get it from a Secret that it takes whole. */
export const variables: readonly string[] = families
  .slice(0, 2)
  .flatMap(({ parts }, index) =>
    Object.keys(parts).flatMap((part) => (index === 0 ? [`EXTERNAL_DNS_RFC2136_${part}`] : [`RFC2136_${part}`, `DNSUPDATE_${part}`])),
  )

/** A value with its line; `problem` where it is known to be somewhere else, or not to be had. */
export interface Setting {
  line: number
  text: string
  problem?: string
}

export type SettingPart = { family: number; part: Part; file: boolean }

/** What a variable says of a key, in the words of its program; `undefined` where it says nothing. */
export function settingOf(variable: string): SettingPart | undefined {
  for (const [family, { prefix, parts }] of families.entries()) {
    if (!prefix.test(variable)) continue
    const rest = variable.replace(prefix, '')
    const file = rest.endsWith('_FILE')
    const part = parts[file ? rest.slice(0, -5) : rest] ?? parts[rest.toLowerCase()]
    if (part !== undefined) return { family, part, file: file && part !== 'host' }
  }
  return undefined
}

/** The settings of one process: of one container, one file, one Secret. A part that is given twice, differently, is none. */
export class Settings {
  readonly #parts = new Map<number, Map<Part, Setting[]>>()

  get any(): boolean {
    return this.#parts.size > 0
  }

  add({ family, part, file }: SettingPart, setting: Setting): void {
    const parts = this.#parts.get(family) ?? new Map<Part, Setting[]>()
    this.#parts.set(family, parts)
    parts.set(part, [
      ...(parts.get(part) ?? []).slice(0, 20),
      file ? { ...setting, problem: 'It has its secret elsewhere: in a file that is named here.' } : setting,
    ])
  }

  /** Is all there that makes a key, each part once? */
  get whole(): boolean {
    return (
      this.#parts.size === 1 &&
      [...this.#parts.values()].every((parts) => (['name', 'algorithm', 'secret'] as const).every((part) => parts.get(part)?.length === 1))
    )
  }

  /** Is any part given twice? */
  get doubled(): boolean {
    return [...this.#parts.values()].some((parts) => (['name', 'algorithm', 'secret'] as const).some((part) => (parts.get(part)?.length ?? 0) > 1))
  }

  /** Takes the keys that are here, or says what they lack. */
  report(findings: Findings, secretMissing = 'Its secret is not in this text.'): void {
    for (const [family, parts] of this.#parts) {
      if (!(['name', 'secret', 'algorithm'] as const).some((part) => parts.has(part))) continue
      const { is, algorithm } = families[family]!
      const key: PartialKey = {
        line: Math.min(...(['name', 'algorithm', 'secret'] as const).flatMap((part) => (parts.get(part) ?? []).map(({ line }) => line))),
      }
      let problem: string | undefined
      for (const part of ['name', 'algorithm', 'secret'] as const) {
        const given = parts.get(part) ?? []
        const texts = [...new Set(given.map(({ text }) => text))]
        if (texts.length > 1)
          problem ??= `Ambiguous: ${is} is given its ${part} twice, on lines ${given.map(({ line }) => line).join(', ')}. Nothing was taken.`
        problem ??= given.find((one) => one.problem !== undefined)?.problem
        if (texts.length === 1) key[part] = texts[0]
      }
      const named = parts.get('name')?.[0]
      if (problem !== undefined) findings.note(key.line, named?.problem === undefined ? (key.name ?? '') : '', problem)
      else
        findings.key(key, {
          name: `This ${is} has no name for its key.`,
          algorithm: algorithm ?? `This ${is} has no algorithm for its key.`,
          secret: secretMissing,
        })
      if (key.name !== undefined && problem === undefined) this.#used(key.name, parts, findings)
    }
  }

  #used(name: string, parts: Map<Part, Setting[]>, findings: Findings): void {
    const host = parts.get('host')?.[0]?.text
    const port = parts.get('port')?.[0]?.text
    if (host !== undefined) findings.uses.peer(name, host, port)
    for (const { text } of parts.get('zone') ?? []) for (const zone of text.split(',')) findings.uses.zone(name, zone.trim())
  }
}

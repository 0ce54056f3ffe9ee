import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { toolEnvironment } from '#server/testing/nameserver-process.ts'

/** A key as a server's own reader understood it. */
export interface OracleKey {
  name: string
  algorithm: string
  secret: string
}

/** What a server's own reader says of a text: its keys, or `undefined` where it refuses it. */
export type Oracle = (folder: string, text: string) => OracleKey[] | undefined

function ask(folder: string, program: string, ...args: string[]): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env: toolEnvironment(folder), encoding: 'utf8' })
  if (error) throw error
  return status === 0 ? stdout + stderr : undefined
}

const keysIn = (text: string, pattern: RegExp): OracleKey[] => [...text.matchAll(pattern)].map(({ groups }) => ({ ...groups }) as unknown as OracleKey)

/** The checkers of BIND, NSD, Knot, PowerDNS and Kea. Kea's prints no keys: what it takes are those that were written. */
export const oracles = {
  bind(folder, text) {
    writeFileSync(join(folder, 'named.conf'), text)
    const output = ask(folder, 'named-checkconf', '-p', 'named.conf')
    return output === undefined ? undefined : keysIn(output, /key "(?<name>[^"]*)" \{\s*algorithm "(?<algorithm>[^"]*)";\s*secret "(?<secret>[^"]*)";/g)
  },
  nsd(folder, text) {
    writeFileSync(join(folder, 'nsd.conf'), text)
    const output = ask(folder, 'nsd-checkconf', '-v', 'nsd.conf')
    return output === undefined
      ? undefined
      : keysIn(output, /^key:\n\tname: "(?<name>[^"]*)"\n\talgorithm: "(?<algorithm>[^"]*)"\n\tsecret: "(?<secret>[^"]*)"/gm)
  },
  knot(folder, text) {
    writeFileSync(join(folder, 'knot.conf'), text)
    if (ask(folder, 'knotc', '-c', 'knot.conf', 'conf-check') === undefined) return undefined
    rmSync(join(folder, 'db'), { recursive: true, force: true })
    mkdirSync(join(folder, 'db'))
    if (ask(folder, 'knotc', '-C', 'db', 'conf-import', 'knot.conf') === undefined) return undefined
    return keysIn(
      ask(folder, 'knotc', '-C', 'db', 'conf-export') ?? '',
      / - id: "(?<name>[^"]*)"\n\s+algorithm: "(?<algorithm>[^"]*)"\n\s+secret: "(?<secret>[^"]*)"/g,
    )
  },
} satisfies Record<string, Oracle>

export const keaTakes = (folder: string, text: string): boolean => {
  writeFileSync(join(folder, 'kea.json'), text)
  return ask(folder, 'kea-dhcp-ddns', '-t', 'kea.json')?.includes('check successful') ?? false
}

/** `named-checkconf -px`: the same with question marks for each secret. */
export const withoutSecrets = (folder: string): string => ask(folder, 'named-checkconf', '-px', 'named.conf') ?? ''

/** Numbers that look random and are the same in each run. */
export function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

export interface Written {
  text: string
  /** Those that a reader finds, unless it refuses the text. */
  keys: OracleKey[]
}

const names = ['one', 'Two.Example', 'three.example.', 'k-4', '_five', '6', 'key', 'secret.zone', 'null', 'x.y.z']
const octets = [16, 32, 20, 64, 512, 33]
type Pick = <T>(of: readonly T[]) => T

/** What may go wrong in writing a configuration by hand: some of it is refused by all, some taken. */
const breaks: readonly ((text: string, pick: Pick) => string)[] = [
  (text, pick) => text.replace(pick([';', '}', '{', '"', ':', ',', ']']), ''),
  (text, pick) => text.replace(pick(['secret', 'algorithm', 'name', 'id', 'key']), 'sekret'),
  (text) => text.replace(/secret"?\s*:?\s*"?[^\n;"]*"?[;,]?/, ''),
  (text) => text.replace(/hmac-sha\d+/i, 'hmac-sha257'),
  (text) => text.slice(0, Math.floor(text.length * 0.7)),
  (text) => text.replace(/=+(?=[";\s])/, ''),
  (text) => text.replace(/[A-Za-z0-9+/]{20}/, (run) => `${run.slice(0, 10)}!${run.slice(10)}`),
  (text) => text + text,
  (text) => `/* ${text}`,
  (text, pick) => text.replaceAll('\n', pick(['\n\n', '\r\n', ' \n', '\n# x\n'])),
]

/** A text with one to three keys in one of the many ways that the format leaves, a third of them broken somewhere. */
export function writtenFor(format: 'bind' | 'nsd' | 'knot' | 'kea', seed: number): Written {
  const below = numbers(seed * 7919 + 17)
  const pick: Pick = (of) => of[below(of.length)]!
  for (let at = 0; at < 10; at++) below(2)
  const chosen = names.toSorted(() => below(3) - 1).slice(0, 1 + below(3))
  const keys = chosen.map((name) => {
    const size = pick(octets)
    return {
      name,
      algorithm: `hmac-sha${pick(['224', '256', '384', '512'])}`,
      secret: Buffer.from(Array.from({ length: size }, () => below(256))).toString('base64'),
    }
  })
  const quoted = (word: string) => pick([word, `"${word}"`])
  const shouted = (word: string) => pick([word, word, word.toUpperCase()])
  const gap = () => pick([' ', '  ', '\t', '\n', ' /* c */ ', ' // c\n', ' # "c {\n'])
  const comment = () => pick(['', '', '# key: "x" { secret "y"; };\n', '\n'])
  const one = {
    bind: ({ name, algorithm, secret }: OracleKey) => {
      const lines = [
        `${shouted('algorithm')}${gap()}${quoted(shouted(algorithm))}${pick(['', ' '])};`,
        `${shouted('secret')}${gap()}${quoted(secret)};`,
      ]
      const within = (below(2) === 0 ? lines : lines.toReversed()).join(gap())
      return `${shouted('key')}${gap()}${quoted(name)}${gap()}{${gap()}${within}${gap()}};${pick(['\n', ' '])}`
    },
    nsd: ({ name, algorithm, secret }: OracleKey) => {
      const blank = pick(['\t', '  ', '    '])
      const lines = [
        `name:${pick([' ', '\t', ''])}"${name}"`,
        `algorithm: ${quoted(pick([algorithm, algorithm.slice(5)]))}`,
        `secret: ${quoted(secret)}`,
      ].toSorted(() => below(3) - 1)
      return pick([
        `key:\n${lines.map((line) => blank + line).join('\n')}\n`,
        `key: ${lines.join(`\n${blank}`)} # c\n`,
        `key:\n${lines.join('\n')}\n`,
        `key: ${lines.join(' ')}\n`,
      ])
    },
    knot: ({ name, algorithm, secret }: OracleKey) => {
      const lines = [`algorithm: ${quoted(algorithm)}`, `secret: ${quoted(secret)}${pick(['', ' # c'])}`, ...pick([[], ['comment: "a: b"']])].toSorted(
        () => below(3) - 1,
      )
      return [`  - id: ${quoted(name)}`, ...lines.map((line) => `    ${line}`)].join('\n') + '\n'
    },
    kea: ({ name, algorithm, secret }: OracleKey) =>
      `{ "name": "${name}", ${pick(['', '/* "secret": "x" */ ', '// c\n', '# c\n'])}"algorithm": "${algorithm.toUpperCase()}",${pick([' ', '\n'])}"secret": ` +
      `"${secret}" }`,
  }[format]
  const body = keys.map((key) => comment() + one(key))
  const whole = {
    bind: () => body.join(''), nsd: () => body.join(''), knot: () => `key:\n${body.join('')}`,
    kea: () =>
      `{ "DhcpDdns": { "ip-address": "127.0.0.1", "port": 53001, "tsig-keys": [ ${keys.map(one).join(pick([',', ' ,\n']))} ], "forward-ddns": {}, ` +
      `"reverse-ddns": {} } }`,
  }[format]()
  return { text: below(3) === 0 ? pick(breaks)(whole, pick) : whole, keys }
}

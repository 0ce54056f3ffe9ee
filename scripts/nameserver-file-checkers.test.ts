import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { renderFile } from '#server/nouns/nameservers/files/file.ts'
import { prepareNameserver } from '#server/testing/nameserver-configs.ts'
import { bareFile, bareFiles, longKey, longZone, sampleFile } from '#server/testing/nameserver-file-sample.ts'
import { toolEnvironment } from '#server/testing/nameserver-process.ts'
import { nameserversMissing } from '#server/testing/need.ts'

/*
 * Each program's own checker takes the golden files, with all that their heads say to write once: each zone, and for all zones. The
 * checkers see names that are not there: with a list or a pattern taken out of a file they refuse it.
 */

const missing = nameserversMissing("Golden files and nameservers' own checkers")
const root = mkdtempSync(join(tmpdir(), 'countersign-golden-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function ask(folder: string, program: string, args: readonly string[], input = '') {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env: toolEnvironment(folder), encoding: 'utf8', input })
  if (error) throw error
  return { status, output: stdout + stderr }
}

/** What the head says to write: zones with their lines, and what is for all. What waits for somebody is not written yet. */
function once(whole: string, isWritten = false) {
  const text = isWritten ? whole.replace(/, once [^:]*(?=: {2})/g, '') : whole
  const lines = [...text.matchAll(/^(?:\/\/|#) {3}in (zone |each zone|options, or in each zone|template default)"?([^":,]*)"?: {2}(.*)$/gm)]
  const zones = Map.groupBy(lines.filter(([, where]) => where === 'zone '), ([, , zone]) => zone!)
  return {
    zones: [...zones].map(([name, of]) => ({ name, lines: of.map(([, , , line]) => line!) })),
    all: lines.filter(([, where]) => where !== 'zone ').map(([, , , line]) => line!),
  }
}

/** Knot's way: several of one kind make one list. */
const lists = (lines: readonly string[]) =>
  [...Map.groupBy(lines, (line) => line.split(': ')[0]!)].map(([item, all]) =>
    `    ${item}: [ ${all.map((line) => line.slice(item.length + 2)).join(', ')} ]\n`).join('')

const checked = {
  bind(folder: string, text: string, isWritten?: boolean) {
    const { zones, all } = once(text, isWritten)
    const zone = (name: string, lines: readonly string[], at: number) => {
      const type = lines.some((line) => line.startsWith('primaries')) ? 'secondary' : 'primary'
      return `zone "${name}" { type ${type}; file "zone-${at}"; ${lines.join(' ')} };\n`
    }
    writeFileSync(join(folder, 'countersign.conf'), text)
    const ours = zones.map(({ name, lines }, at) => zone(name, lines, at + 1)).join('')
    writeFileSync(join(folder, 'main.conf'), `include "countersign.conf";\n${zone('every.example', all, 0)}${ours}`)
    return ask(folder, 'named-checkconf', ['main.conf'])
  },
  knot(folder: string, text: string, isWritten?: boolean) {
    const { zones, all } = once(text, isWritten)
    writeFileSync(join(folder, 'countersign.conf'), text)
    writeFileSync(join(folder, 'main.conf'), `include: "countersign.conf"
template:
  - id: default
    storage: "${folder}"
${lists(all)}zone:
${zones.map(({ name, lines }) => `  - domain: "${name}"\n${lists(lines)}`).join('')}`)
    return ask(folder, 'knotc', ['-c', 'main.conf', 'conf-check'])
  },
  nsd(folder: string, text: string, isWritten?: boolean) {
    const { zones, all } = once(text, isWritten)
    writeFileSync(join(folder, 'countersign.conf'), text)
    writeFileSync(join(folder, 'main.conf'), `include: "${folder}/countersign.conf"
${zones.map(({ name, lines }) => `zone:\n  name: "${name}"\n  zonefile: "zone"\n${[...all, ...lines].map((line) => `  ${line}\n`).join('')}`).join('')}`)
    return ask(folder, 'nsd-checkconf', ['main.conf'])
  },
}
/** What a zone refers to; taken out of the file. */
const referred = {
  bind: /^primaries "countersign-notify-ended\.example" \{[^}]*\};$/m,
  knot: /^ {2}- id: "countersign-notify-changed\.example"\n.*\n/m,
  nsd: /^ {4}name: "countersign-notify-ended\.example"$/m,
} as const
const folderOf = (name: string) => {
  mkdirSync(join(root, name))
  return join(root, name)
}

describe.skipIf(missing !== undefined)('golden files', () => {
  it.each(['bind', 'knot', 'nsd'] as const)('%s takes its own, with all that it says to write once', (kind) => {
    const folder = folderOf(kind)
    const text = renderFile(sampleFile(kind))
    expect(once(text).zones.map(({ name }) => name)).toEqual(expect.arrayContaining(['asked.example', 'changed.example', 'ended.example', '.', longZone]))
    expect(once(text).all.length).toBeGreaterThan(1)
    expect(checked[kind](folder, text)).toEqual({ status: 0, output: kind === 'knot' ? 'Configuration is valid\n' : '' })
    expect(text).toMatch(referred[kind])
    expect(checked[kind](folder, text.replace(referred[kind], ''))).not.toMatchObject({ status: 0 })
  })

  const bare = Object.keys(bareFiles) as (keyof typeof bareFiles)[]
  // Failed for lists of primaries and groups of Knot with nobody in them: a zone that referred to one had the whole file refused.
  it.each((['bind', 'knot', 'nsd'] as const).flatMap((kind) => bare.map((which) => [kind, which] as const)))(
    '%s takes one with %s in it, also where zones refer to what is empty by now', (kind, which) => {
      const text = renderFile(bareFile(kind, which))
      const { zones, all } = once(text, true)
      expect([kind, which, zones.length > 0 || all.length > 0]).toEqual([kind, which, which === 'emptied' || which === 'alone'])
      expect(checked[kind](folderOf(`${kind}-${which}`), text, true)).toEqual({ status: 0, output: kind === 'knot' ? 'Configuration is valid\n' : '' })
    },
  )

  it("PowerDNS's own tool takes each line of it, and has it afterwards", () => {
    const folder = folderOf('powerdns')
    const lines = renderFile(sampleFile('powerdns')).split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' '))
    const zones = [...new Set(lines.filter(([word]) => word !== 'key').map(([, zone]) => zone!))].filter((zone) => zone !== '*')
    prepareNameserver('powerdns', folder, 53_535, { keys: [], zones: [] })
    const tool = (...args: string[]) => {
      const { status, output } = ask(folder, 'pdnsutil', args)
      expect([args.join(' '), status, output]).toEqual([args.join(' '), 0, output])
      return output
    }
    for (const zone of zones) {
      // The SOA that it makes by itself has the zone's name and more.
      writeFileSync(join(folder, 'zone'), '@ 60 SOA ns.example. hostmaster.example. 1 3600 600 86400 60\n@ 60 NS ns.example.\n')
      tool('load-zone', zone, 'zone')
    }
    const kinds: Record<string, string> = { 'allow-axfr': 'TSIG-ALLOW-AXFR', 'axfr-master': 'AXFR-MASTER-TSIG', 'allow-dnsupdate': 'TSIG-ALLOW-DNSUPDATE' }
    for (const [word, ...rest] of lines) {
      if (word === 'key') tool('import-tsig-key', ...rest)
      else if (rest[0] !== '*') {
        tool('set-meta', rest[0]!, kinds[word!]!, ...rest.slice(1))
        expect(tool('get-meta', rest[0]!, kinds[word!]!)).toContain(`${kinds[word!]} = ${rest.slice(1).join(', ')}`)
      }
    }
    const listed = tool('list-tsig-keys').trim().split('\n').map((line) => line.replace(/\. /g, ' '))
    expect(listed.toSorted()).toEqual(lines.filter(([word]) => word === 'key').map(([, ...rest]) => rest.join(' ')).toSorted())
    expect(listed.some((line) => line.startsWith(longKey))).toBe(true)
  })

  it("other: BIND's tools take each key as it stands there", () => {
    const folder = folderOf('other')
    const keys = renderFile(sampleFile('other')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(keys).toHaveLength(4)
    for (const key of keys) expect(ask(folder, 'nsupdate', ['-y', key], 'quit\n')).toEqual({ status: 0, output: '' })
    expect(ask(folder, 'nsupdate', ['-y', keys[0]!.replace(/^hmac-sha\d+/, 'hmac-sha999')], 'quit\n').output).not.toBe('')
  })
})

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { programFolders } from '#server/testing/need.ts'
import { examplesOf } from './proxies.ts'

/*
 * The files of deploy/, as far as they can be looked at without what they are for. Image and unit are
 * not run here: that needs a container engine, and systemd as process 1.
 */

const root = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(root, 'deploy', name), 'utf8')
const program = (name: string) => programFolders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path))

test('nginx, Caddy and HAProxy are the documents, which scripts/proxies.test.ts runs', () => {
  expect(read('nginx.conf')).toBe(examplesOf('nginx').one)
  expect(read('Caddyfile')).toBe(examplesOf('caddy').one)
  expect(read('haproxy.cfg')).toBe(examplesOf('haproxy').several)
})

describe('the systemd unit', () => {
  const analyze = program('systemd-analyze')
  const unit = join(root, 'deploy/countersign.service')

  test.runIf(analyze)('is one, but for the programs and the account that are not here', () => {
    const { stdout, stderr } = spawnSync(analyze!, ['verify', '--recursive-errors=no', unit], { encoding: 'utf8' })
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/Command \/usr\/bin\/node is not executable/.test(line))
    expect(said).toEqual([])
  })

  test.runIf(analyze)('is shut: what systemd finds open is below 2 of 10', () => {
    const { stdout } = spawnSync(analyze!, ['security', '--offline=true', '--no-pager', unit], { encoding: 'utf8' })
    expect(Number(/exposure level for countersign\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2)
  })

  test('waits for as long as a stop takes', () => {
    // The drain of 5 behind a proxy, and 15 (docs/operations.md, Stopping).
    expect(/^TimeoutStopSec=(\d+)s$/m.exec(read('countersign.service'))?.[1]).toBe('20')
    expect((parse(read('compose.yaml')) as { services: { countersign: { stop_grace_period: string } } }).services.countersign.stop_grace_period).toBe('20s')
  })
})

test('the container runs as nobody in particular, from files that are not theirs, and says how it is', () => {
  const file = read('Containerfile')
  expect(file).toMatch(/^USER (?!0|root)\d+:\d+$/m)
  expect(file).toMatch(/^HEALTHCHECK (?:.|\\\n)*\/readyz/m)
  expect(file.slice(file.lastIndexOf('\nFROM'))).not.toMatch(/--chown/)
  for (const [, from] of file.matchAll(/^COPY --from=build \/build\/(?!dist )(\S+) /gm)) expect([from, existsSync(join(root, from!))]).toEqual([from, true])
  const { services } = parse(read('compose.yaml')) as { services: Record<string, Record<string, unknown>> }
  expect(services.countersign).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  expect(services.countersign).not.toHaveProperty('ports')
  expect(services.database).not.toHaveProperty('ports')
})

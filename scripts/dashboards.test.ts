import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ask, byToken, closeConnections, signIn } from '../checks/client.ts'
import { administrator, cleanUp, sqliteHome, startServer, temporaryFolder, undoLater } from '../checks/servers.ts'
import { needConsole, needPromtool, programFolders, requireAll } from '#server/testing/need.ts'
import { freePort } from '#server/testing/processes.ts'

/*
 * The alert rules and the dashboard of deploy/, by Prometheus itself: it scrapes a real server, and every expression has to parse,
 * to name figures that are there, and to answer. Seen to fail: with a figure that was renamed in the server alone.
 */

needConsole()
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

const deploy = join(import.meta.dirname, '../deploy')
const rulesFile = join(deploy, 'prometheus/countersign.rules.yaml')
const program = (name: string) => programFolders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path))!
let missing = ''
try {
  needPromtool()
} catch (error) {
  if (requireAll) throw error
  missing = (error as Error).message
}

const alerts = (parse(readFileSync(rulesFile, 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] }).groups.flatMap(({ rules }) => rules)
const dashboard = JSON.parse(readFileSync(join(deploy, 'grafana/countersign.json'), 'utf8')) as {
  panels: { title: string; targets: { expr: string }[] }[]
  annotations: { list: { expr: string }[] }
  templating: { list: { definition?: string }[] }
}
const shown = [...dashboard.panels.flatMap(({ targets }) => targets), ...dashboard.annotations.list].map(({ expr }) => expr)
const asked = dashboard.templating.list.flatMap(({ definition }) => definition ?? [])
const figuresIn = (text: string) => [...text.matchAll(/\b(?:countersign|process|nodejs|go)_\w+/g)].map(([name]) => name)

test('promtool has nothing to say of the rules, and they fire when they should', ({ skip }) => {
  if (missing) return skip(missing)
  const promtool = program('promtool')
  for (const words of [['check', 'rules', rulesFile], ['test', 'rules', join(deploy, 'prometheus/countersign.rules.test.yaml')]]) {
    const { status, stdout, stderr } = spawnSync(promtool, words, { encoding: 'utf8' })
    expect([words[0], status, stdout, stderr]).toEqual([words[0], 0, expect.stringContaining('SUCCESS'), ''])
  }
  // What has no alert there was never seen to fire.
  const tested = readFileSync(join(deploy, 'prometheus/countersign.rules.test.yaml'), 'utf8')
  expect(alerts.filter(({ alert }) => !tested.includes(`${alert}"}`)).map(({ alert }) => alert)).toEqual([])
})

test('every figure that an alert or a panel names is there, and Prometheus answers every expression', async ({ skip }) => {
  const server = await startServer(sqliteHome(), { env: { COUNTERSIGN_METRICS_TOKEN: 'of-the-scrape' } })
  await signIn(server.origin, administrator.email, administrator.password)
  const scrape = (accept: string) => ask(server.origin, '/metrics', { headers: { ...byToken('of-the-scrape'), Accept: accept } })
  let text = ''
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && !text.includes('countersign_expired_keys');) {
    text = (await scrape('text/plain')).text
    await sleep(200)
  }
  const there = new Set([...text.matchAll(/^([a-z]\w+)(?:\{.*\})? /gm)].map(([, name]) => name!))
  expect([...new Set([...alerts.map(({ expr }) => expr), ...shown, ...asked].flatMap(figuresIn))].filter((name) => !there.has(name))).toEqual([])

  const open = await scrape('application/openmetrics-text;version=1.0.0,text/plain;q=0.5')
  expect([open.headers['content-type'], open.text.endsWith('\n# EOF\n')]).toEqual(['application/openmetrics-text; version=1.0.0; charset=utf-8', true])
  if (missing) return skip(missing)

  const folder = temporaryFolder()
  const port = await freePort()
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rulesFile],
    scrape_configs: [
      { job_name: 'countersign', authorization: { credentials: 'of-the-scrape' }, static_configs: [{ targets: [new URL(server.origin).host] }] },
    ],
  }))
  const prometheus = spawn(program('prometheus'), [
    `--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn',
  ], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  prometheus.stderr.on('data', (chunk: Buffer) => { said += chunk.toString() })
  const ended = new Promise((resolve) => prometheus.once('close', resolve))
  undoLater(async () => {
    prometheus.kill('SIGKILL')
    await ended
  })
  interface Reply { status: string; error?: string; data: { result: { value: [number, string] }[]; activeTargets: { health: string; lastError: string }[] } }
  const api = async (path: string): Promise<Reply> => (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json() as Promise<Reply>
  const query = (expr: string) => api(`query?query=${encodeURIComponent(expr)}`)
  // Two scrapes at least: a rate needs them.
  let scrapes = 0
  for (const deadline = Date.now() + 120_000; scrapes < 4 && Date.now() < deadline; await sleep(500)) {
    await ask(server.origin, '/api/v1/session')
    const reply = await query('sum(count_over_time(up{job="countersign"}[5m]))').catch(() => undefined)
    scrapes = Number(reply?.data.result[0]?.value[1] ?? 0)
  }
  expect([scrapes >= 4, said]).toEqual([true, ''])
  // By OpenMetrics: that is what Prometheus asks for first.
  expect((await api('targets')).data.activeTargets.map(({ health, lastError }) => [health, lastError])).toEqual([['up', '']])
  for (const { alert, expr } of alerts) expect([alert, (await query(expr)).status]).toEqual([alert, 'success'])
  const filled = (expr: string) => expr.replaceAll('$job', 'countersign').replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m')
  for (const expr of shown) {
    const { status, error, data } = await query(filled(expr))
    // Only a start is none: the server began before the scrapes.
    const empty = data?.result.length === 0 && !expr.startsWith('changes(')
    expect([expr, status, error, empty]).toEqual([expr, 'success', undefined, false])
  }
  expect((await query('ALERTS')).data.result).toEqual([])
}, 400_000)

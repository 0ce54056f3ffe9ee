import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createApiKey } from '#contract/api-keys.ts'
import { ask, bySession, closeConnections, signIn } from '../checks/client.ts'
import { administrator, cleanUp, sqliteHome, startServer } from '../checks/servers.ts'
import { needConsole, needPromtool, programFolders, requireAll } from '#server/testing/need.ts'

/*
 * `/metrics` of a real server: its own figures, and what Prometheus' own checker says of them. Seen to fail: with a counter named
 * without _total, and with a bucket below the one before it.
 */

needConsole()
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

let promtool: string | undefined
try {
  needPromtool()
  promtool = programFolders.map((folder) => `${folder}/promtool`).find((path) => existsSync(path))
} catch (error) {
  if (requireAll) throw error
  console.warn(`What promtool says of /metrics is left out: ${(error as Error).message}`)
}

test('the figures tell what runs, how it does, and who failed to get in; promtool has nothing to say', async () => {
  const server = await startServer(sqliteHome(), { env: { COUNTERSIGN_LIMITS: 'on' } })
  const { origin } = server
  const cookie = await signIn(origin, administrator.email, administrator.password)
  await ask(origin, '/api/v1/session', {
    method: 'POST',
    headers: { 'X-Countersign-CSRF': '1' },
    body: { email: administrator.email, password: 'not hers at all' },
  })
  await ask(origin, '/auth/login', { method: 'POST', headers: { Authorization: 'Bearer csn_ak_nothing' } })
  await ask(origin, '/no/such%22place')
  for (const [name, days] of [['soon', 5], ['later', 200]] as const) {
    await ask(origin, createApiKey.path, {
      method: 'POST',
      headers: bySession(cookie),
      body: { name, expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() },
    })
  }
  let text = ''
  // Keys are counted once a minute: the first time before any was made.
  for (const deadline = Date.now() + 20_000; Date.now() < deadline && !text.includes('countersign_expiring_keys');) text = (await ask(origin, '/metrics')).text
  const value = (line: RegExp) => Number(line.exec(text)?.[1])

  expect(text).toMatch(/^countersign_build_info\{version="\d+\.\d+\.\d+[^"]*",release="\d+\.\d+\.\d+",node="24[^"]*",database="sqlite"\} 1$/m)
  expect((await ask(origin, '/livez')).text).toBe(`ok ${/version="([^"]+)"/.exec(text)![1]}\n`)
  expect(Math.abs(value(/^process_start_time_seconds ([\d.]+)$/m) - Date.now() / 1000)).toBeLessThan(600)
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_heap_size_used_bytes', 'countersign_open_connections'])
    expect([name, value(new RegExp(`^${name} ([\\d.]+)$`, 'm')) > 0]).toEqual([name, true])
  // Who built by another way than `npm run build` has no such file.
  expect(/^countersign_build_timestamp_seconds \d{10}$/m.test(text)).toBe(existsSync(join(import.meta.dirname, '../dist/build.json')))
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m)
  expect(value(/^countersign_failed_sign_ins_total\{door="password",outcome="refused"\} (\d+)$/m)).toBe(1)
  expect(value(/^countersign_failed_sign_ins_total\{door="api-key",outcome="refused"\} (\d+)$/m)).toBe(1)
  expect(value(/^countersign_failed_sign_ins_total\{door="password",outcome="limited"\} (\d+)$/m)).toBe(0)
  expect(value(/^countersign_request_duration_seconds_count\{method="POST",path="\/accessmanagement\/api-key"\} (\d+)$/m)).toBe(2)
  expect(text).toMatch(/^countersign_expiring_keys\{kind="api-key"\} \d+$/m)
  // Of each route's buckets none is below the one before it.
  for (const [, labels] of text.matchAll(/^countersign_request_duration_seconds_count(\{[^}]*\})/gm)) {
    const counts = [...text.matchAll(/^countersign_request_duration_seconds_bucket(\{[^}]*),le="[^"]+"\} (\d+)$/gm)]
      .filter(([, found]) => `${found}}` === labels)
      .map(([, , count]) => Number(count))
    expect([labels, counts]).toEqual([labels, counts.toSorted((a, b) => a - b)])
    expect(counts).toHaveLength(9)
  }
  if (promtool === undefined) return
  const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], { input: text, encoding: 'utf8' })
  expect([status, stdout, stderr]).toEqual([0, '', ''])
}, 400_000)

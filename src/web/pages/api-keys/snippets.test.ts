import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { languages, snippetOf } from './snippets.ts'

const run = promisify(execFile)

test('no language names a value, each its variable and the server', () => {
  for (const { value } of languages) {
    const text = snippetOf(value, 'https://keys.example.org')
    expect([value, /csn_/.test(text), text.includes('COUNTERSIGN_API_KEY'), text.includes('https://keys.example.org')]).toEqual([value, false, true, true])
  }
})

test('what is shown for Node exchanges the key for a token and calls with that', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.end(JSON.stringify(request.url === '/auth/login' ? { token: 't' } : { data: ['one'] }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const text = snippetOf('node', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', text], { env: { COUNTERSIGN_API_KEY: 'k' } }).finally(() => server.close())
  expect([stdout.trim(), seen]).toEqual(["[ 'one' ]", ['POST /auth/login Bearer k', 'GET /accessmanagement/api-key Bearer t']])
})

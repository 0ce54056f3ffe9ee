import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver, getNameserver } from '#contract/nameservers.ts'
import { createTsigKey, updateTsigKey } from '#contract/tsig-keys.ts'
import { openSqlite } from '#server/db/node-sqlite.ts'
import { createCallApi } from '#server/node/outside.ts'
import type { ServerFile } from '#server/nouns/nameservers/files/model.ts'
import { applyToPowerdns, type AskPowerdns } from '#server/nouns/nameservers/powerdns-api.ts'
import { testApp } from '#server/testing/app.ts'
import { startNameserver, zoneMarker, type RunningNameserver } from '#server/testing/nameservers.ts'
import { nameserversMissing } from '#server/testing/need.ts'
import { temporaryFile } from '#server/testing/store.ts'

const missing = nameserversMissing('Tests of the push to PowerDNS')
const secret = (letter: string, size = 32) => Buffer.alloc(size, letter).toString('base64')
const zone = 'push.example'

const ask: AskPowerdns = async ({ method, url, headers, body }) => {
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  return { status: answer.status, text: await answer.text() }
}
const file = (keys: ServerFile['keys'], rest: Partial<ServerFile> = {}): ServerFile => ({
  name: 'ns3', kind: 'powerdns', etag: '"1-0000000000000000"', keys, transfers: [{ zone, keys: keys.map(({ name }) => name) }], updates: [], asks: [],
  notifies: [], accepts: [], ...rest,
})

describe.skipIf(missing !== undefined)('push to a real PowerDNS', () => {
  let server: RunningNameserver
  let applied: ServerFile | undefined
  beforeAll(async () => {
    const foreign = { name: 'foreign_one.example', algorithm: 'hmac-sha256', secret: secret('f') }
    server = await startNameserver({ kind: 'powerdns', api: true, keys: [foreign], zones: [{ name: zone, transfer: [foreign.name] }] })
  })
  afterAll(async () => { await server?.stop() })

  const push = async (next: ServerFile, apiKey = server.api!.key) => {
    const result = await applyToPowerdns(ask, { url: server.api!.url, apiKey, file: next, ...(applied && { applied }) })
    if (result.outcome === 'running') applied = next
    return result
  }
  const opens = async (name: string, algorithm: string, value: string) => {
    const keyFile = join(server.folder, 'asked-with.key')
    writeFileSync(keyFile, `key "${name}" { algorithm ${algorithm}; secret "${value}"; };`, { mode: 0o600 })
    const { output } = await server.tool('dig', ['+tcp', '+time=2', '+tries=1', '@127.0.0.1', '-p', String(server.port), '-k', keyFile, zone, 'AXFR'])
    return output.includes(zoneMarker)
  }

  it('makes a key, and says nothing was to do the second time', async () => {
    const key = { name: 'a_b.example', algorithm: 'HMAC-SHA256', secret: secret('a') } as const
    expect(await opens(key.name, 'hmac-sha256', key.secret)).toBe(false)
    expect(await push(file([key]))).toMatchObject({ outcome: 'running' })
    expect(await opens(key.name, 'hmac-sha256', key.secret)).toBe(true)
    expect(await push(file([key]))).toEqual({ outcome: 'running', changes: 0 })
  })

  it('replaces a secret, and an algorithm, so that the old one transfers nothing', async () => {
    const name = 'a_b.example'
    expect(await push(file([{ name, algorithm: 'HMAC-SHA256', secret: secret('b') }]))).toMatchObject({ outcome: 'running' })
    expect([await opens(name, 'hmac-sha256', secret('a')), await opens(name, 'hmac-sha256', secret('b'))]).toEqual([false, true])
    expect(await push(file([{ name, algorithm: 'HMAC-SHA512', secret: secret('c', 64) }]))).toMatchObject({ outcome: 'running' })
    expect([await opens(name, 'hmac-sha256', secret('b')), await opens(name, 'hmac-sha512', secret('c', 64))]).toEqual([false, true])
  })

  it('takes away what another hand left under the old algorithm', async () => {
    const name = 'a_b.example'
    await server.tool('pdnsutil', ['import-tsig-key', name, 'hmac-sha384', secret('d', 48)])
    expect(await opens(name, 'hmac-sha384', secret('d', 48))).toBe(true)
    expect(await push(applied!)).toMatchObject({ outcome: 'running' })
    expect([await opens(name, 'hmac-sha384', secret('d', 48)), await opens(name, 'hmac-sha512', secret('c', 64))]).toEqual([false, true])
  })

  it('ends a use, then a key, and leaves what is not ours', async () => {
    const [key] = applied!.keys
    expect(await push(file([key!], { transfers: [], updates: [{ zone: '', keys: [key!.name] }] }))).toMatchObject({ outcome: 'running' })
    expect(await opens(key!.name, 'hmac-sha512', key!.secret!)).toBe(false)
    expect((await server.tool('pdnsutil', ['get-meta', zone, 'TSIG-ALLOW-DNSUPDATE'])).output).toContain(key!.name)
    expect(await push(file([]))).toMatchObject({ outcome: 'running' })
    const { output } = await server.tool('pdnsutil', ['list-tsig-keys'])
    expect(output).not.toContain('a_b.example')
    expect(output).toContain('foreign_one.example')
    expect(await opens('foreign_one.example', 'hmac-sha256', secret('f'))).toBe(true)
  })

  it('says what to do, and changes nothing, where the key of the API is wrong or a zone is not there', async () => {
    const key = { name: 'late.example', algorithm: 'HMAC-SHA256', secret: secret('e') } as const
    expect(await push(file([key]), 'wrong')).toEqual({ outcome: 'failed', changes: 0, detail: expect.stringContaining('refuses the API key') as string })
    expect(await push(file([key], { transfers: [{ zone: 'absent.example', keys: [key.name] }] })))
      .toEqual({ outcome: 'failed', changes: 0, detail: 'PowerDNS has no zone absent.example: make it there, or take the use away here.' })
    expect((await server.tool('pdnsutil', ['list-tsig-keys'])).output).not.toContain('late.example')
  })

  // The whole way: by our own API, the ticker, and the port that calls it.
  it('after a change of algorithm the old key transfers nothing and the new one does', async () => {
    const app = await testApp(await openSqlite(await temporaryFile()), { nameserversLoopback: true })
    app.host.callApi = createCallApi()
    const admin = await app.as('administrator')
    const params = { nameserverId: (await admin.send(createNameserver, { body: { name: 'ns3', kind: 'powerdns', addresses: ['127.0.0.1'] } })).body.id }
    const [name, old, next] = ['whole.example', secret('g'), secret('h', 64)]
    const { id: tsigId } = (await admin.send(createTsigKey, { body: { name, algorithm: 'HMAC-SHA256', secret: old } })).body
    await admin.send(addUse, { params, body: { tsigId, zone, purpose: 'answers-transfers' } })
    const { url, key: apiKey } = server.api!
    expect((await admin.send(setDelivery, { params, body: { way: 'powerdns-api', url, apiKey } })).status).toBe(200)
    async function upToDate() {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
        await app.app.tick()
        const { running } = (await admin.send(getNameserver, { params })).body
        if (running.state === 'up-to-date') return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error(JSON.stringify((await admin.send(getNameserver, { params })).body.running))
    }
    await upToDate()
    expect(await opens(name, 'hmac-sha256', old)).toBe(true)
    expect((await admin.send(updateTsigKey, { params: { tsigId }, body: { algorithm: 'HMAC-SHA512', secret: next } })).status).toBe(200)
    await upToDate()
    expect([await opens(name, 'hmac-sha256', old), await opens(name, 'hmac-sha512', next)]).toEqual([false, true])
    await app.app.close()
  })
})

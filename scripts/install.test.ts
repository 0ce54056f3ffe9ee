import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver, getNameserver, removeUse } from '#contract/nameservers.ts'
import { createTsigKey, updateTsigKey } from '#contract/tsig-keys.ts'
import { openSqlite } from '#server/db/node-sqlite.ts'
import { testApp, type Caller, type TestApp } from '#server/testing/app.ts'
import { testCertificate } from '#server/testing/certificates.ts'
import { nameserversMissing } from '#server/testing/need.ts'
import { temporaryFile } from '#server/testing/store.ts'
import { narrow, openFiles, serveByTls, startMachine, watchProcesses, type Kind, type Machine, type Watch } from './install-servers.ts'
import { runAsService } from './install-service.ts'

/*
 * Install on this server, run for real: our server behind TLS, the script as the server fetches it, and BIND, Knot, NSD and PowerDNS of
 * Debian that have only their own configuration at first.
 */

const missing = nameserversMissing('Tests of Install on this server')
const kinds: Kind[] = ['bind', 'knot', 'nsd', 'powerdns']
const zone = 'install.example'

describe.skipIf(missing !== undefined).each(kinds)('install on %s', (kind) => {
  let app: TestApp
  let admin: Caller
  let tls: Awaited<ReturnType<typeof serveByTls>>
  let machine: Machine
  let id: string
  let key: { id: string; name: string; secret: string }
  let watch: Watch
  const newSecret = (letter: string) => Buffer.alloc(32, letter).toString('base64')
  const secrets = Array.from('abcdefg', newSecret)

  const running = async () => (await admin.send(getNameserver, { params: { nameserverId: id } })).body.running
  const use = (tsigId: string, of = zone) =>
    admin.send(addUse, { params: { nameserverId: id }, body: { tsigId, zone: of, purpose: 'answers-transfers' } }).then(({ body }) => body.id)
  const env = () => ['-c', `COUNTERSIGN_DIR='${machine.own}' exec "$@"`, 'sh']
  const run = (...words: string[]) => machine.tool('sh', [...env(), ...(words.length === 0 ? [join(machine.folder, 'bin', 'countersign-keys')] : words)])
  // What was loaded is in force a moment later.
  async function opens(secret: string): Promise<boolean> {
    for (const deadline = Date.now() + 5_000; Date.now() < deadline;) if (await machine.transfers(zone, { name: key.name, secret })) return true
    return false
  }

  beforeAll(async () => {
    tls = await serveByTls(() => app)
    app = await testApp(await openSqlite(await temporaryFile()), { origin: tls.origin })
    admin = await app.as('administrator')
    machine = await startMachine(kind, zone)
    const made = await admin.send(createNameserver, { body: { name: `ns1's ${kind}`, kind, addresses: ['192.0.2.1'] } })
    if (made.status !== 201) throw new Error(made.text)
    id = made.body.id
    key = (await admin.send(createTsigKey, { body: { name: 'axfr_1.example', secret: newSecret('a') } })).body
    key.secret = newSecret('a')
    await use(key.id)
    const { credential } = (await admin.send(setDelivery, { params: { nameserverId: id }, body: { way: 'pull' } })).body
    secrets.push(credential!)
    writeFileSync(join(machine.own, 'credential'), `Authorization: Bearer ${credential}\n`, { mode: 0o600 })
    writeFileSync(join(machine.own, 'ca.pem'), tls.ca, { mode: 0o600 })
    watch = await watchProcesses(secrets)
  })
  afterAll(async () => {
    await watch.end()
    await machine.stop()
    await tls.close()
  })

  it('takes the script by curl, and installs it with a service and a timer that systemd takes', async () => {
    const script = join(machine.folder, 'countersign-keys.sh')
    const url = `${tls.origin}/api/v1/nameservers/${id}/install`
    const by = ['--cacert', join(machine.own, 'ca.pem'), '-H', `@${join(machine.own, 'credential')}`]
    const fetched = await machine.tool('curl', ['-qfsS', ...by, '-o', script, url])
    expect(fetched).toEqual({ code: 0, output: '' })
    const text = readFileSync(script, 'utf8')
    expect(text.split('\n').length).toBeLessThan(101)
    expect(secrets.some((secret) => text.includes(secret))).toBe(false)
    for (const shell of ['dash', 'bash']) expect(await machine.tool(shell, ['-n', script])).toEqual({ code: 0, output: '' })
    const first = await run('sh', script, 'install')
    // Its server does not read the file yet.
    expect([first.code, first.output]).toEqual(kind === 'powerdns' ? [0, ''] : [1, expect.stringContaining('does not include')])
    const told = { state: 'refused', fault: expect.stringContaining('does not include') as string }
    expect(await running()).toMatchObject(kind === 'powerdns' ? { state: 'up-to-date' } : told)
    expect(readFileSync(join(machine.folder, 'systemctl'), 'utf8')).toBe('daemon-reload\nenable --now countersign-keys.timer\n')
    const units = ['service', 'timer'].map((end) => join(machine.folder, 'units', `countersign-keys.${end}`))
    // Not every machine that has nameservers has systemd.
    if (existsSync('/usr/bin/systemd-analyze')) expect(await machine.tool('systemd-analyze', ['verify', ...units])).toEqual({ code: 0, output: '' })
    expect(statSync(machine.file).mode & 0o007).toBe(0)
  })

  it('says that the file runs once the server reads it, and the key opens the zone', async () => {
    machine.include()
    expect(await run()).toEqual({ code: 0, output: '' })
    expect(await running()).toMatchObject({ state: 'up-to-date', fault: null })
    expect(await opens(key.secret)).toBe(true)
    tls.asked.length = 0
    expect(await run()).toEqual({ code: 0, output: '' })
    expect(tls.asked).toEqual(['GET file 304'])
  })

  it('brings another secret; the old one opens nothing', async () => {
    const secret = newSecret('b')
    await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { secret } })
    expect((await running()).state).toBe('behind')
    expect(await run()).toEqual({ code: 0, output: '' })
    expect([await opens(secret), await machine.transfers(zone, key)]).toEqual([true, false])
    expect((await running()).state).toBe('up-to-date')
    key.secret = secret
  })

  it('never puts in place what the checker refuses, says why without a secret, and takes it once it is mended', async () => {
    const other = (await admin.send(createTsigKey, { body: { name: 'other.example', secret: newSecret('c') } })).body
    machine.clash('other.example')
    const [before, added] = [readFileSync(machine.file, 'utf8'), await use(other.id, kind === 'powerdns' ? 'absent.example' : zone)]
    const refused = await run()
    expect(refused.code).toBe(1)
    const { state, fault } = await running()
    expect([state, fault]).toEqual(['refused', expect.stringMatching(kind === 'powerdns' ? /has no zone absent.example/ : /other.example|duplicate/i)])
    expect(secrets.some((secret) => `${fault} ${refused.output}`.includes(secret))).toBe(false)
    expect(readFileSync(machine.file, 'utf8')).toBe(before)
    expect(await opens(key.secret)).toBe(true)
    // Looked at again each time, and fetched once.
    tls.asked.length = 0
    expect((await run()).code).toBe(1)
    expect(tls.asked).toEqual(['GET file 304', 'POST report 204'])
    machine.clash('')
    if (kind === 'powerdns') {
      await admin.send(removeUse, { params: { nameserverId: id, useId: added } })
      await use(other.id)
    }
    expect(await run()).toEqual({ code: 0, output: '' })
    expect(await running()).toMatchObject({ state: 'up-to-date', fault: null })
    expect(await machine.transfers(zone, { name: 'other.example', secret: newSecret('c') })).toBe(true)
    expect(readFileSync(machine.file, 'utf8')).toContain('other.example')
  })

  it('tells at the next run of what was cut off between putting in place and telling', async () => {
    const secret = newSecret('d')
    await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { secret } })
    machine.set('load() { kill -9 $$; }\n')
    expect((await run()).code).not.toBe(0)
    expect((await running()).state).toBe('behind')
    expect(readFileSync(machine.file, 'utf8')).toContain(secret)
    machine.set()
    expect(await run()).toEqual({ code: 0, output: '' })
    expect((await running()).state).toBe('up-to-date')
    expect(await opens(secret)).toBe(true)
    key.secret = secret
  })

  it('says that loading failed, and tries again', async () => {
    await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { secret: key.secret = newSecret('e') } })
    machine.set(`load() { echo 'no "answer" \\ here'; return 3; }\n`)
    expect((await run()).code).toBe(1)
    expect(await running()).toMatchObject({ state: 'refused', fault: 'no "answer" \\ here' })
    machine.set()
    expect(await run()).toEqual({ code: 0, output: '' })
    expect(await running()).toMatchObject({ state: 'up-to-date', fault: null })
  })

  it('two runs at once wait for one another', async () => {
    await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { secret: key.secret = newSecret('f') } })
    tls.asked.length = 0
    expect(await Promise.all([run(), run(), run()])).toEqual([{ code: 0, output: '' }, { code: 0, output: '' }, { code: 0, output: '' }])
    expect(tls.asked.filter((line) => line.startsWith('POST'))).toEqual(['POST report 204'])
    expect(await opens(key.secret)).toBe(true)
  })

  // No systemd runs where tests run: what it does with the unit is played.
  it('does the same as its service, with what that may write and see', async () => {
    await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { secret: newSecret('g') } })
    const result = await runAsService(machine)
    if (result === undefined) expect(await run()).toEqual({ code: 0, output: '' })
    else expect(result).toEqual({ code: 0, output: '' })
    key.secret = newSecret('g')
    expect(await running()).toMatchObject({ state: 'up-to-date', fault: null })
    expect(await opens(key.secret)).toBe(true)
    expect(statSync(machine.file).mode & 0o007).toBe(0)
  })

  it('trusts the pinned authority alone, and does nothing where its credential can be read by others', async () => {
    const ca = join(machine.own, 'ca.pem')
    writeFileSync(ca, testCertificate({ name: 'Somebody else', authority: true }).cert)
    tls.asked.length = 0
    expect((await run()).output).toContain('certificate')
    expect(tls.asked).toEqual([])
    writeFileSync(ca, tls.ca)
    const credential = join(machine.own, 'credential')
    chmodSync(credential, 0o644)
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('others can read') })
    narrow(credential)
    expect(await run()).toEqual({ code: 0, output: '' })
  })

  it('has shown no secret to other processes, in no log, in no file that others can read, and leaves nothing lying about', async () => {
    expect(await watch.end()).toEqual([])
    // It would have seen one; on a busy machine it looks seldom.
    let seen: string[] = []
    for (let seconds = 0.2; seconds < 10 && seen.length === 0; seconds *= 2) {
      const again = await watchProcesses([key.secret])
      await machine.tool('sh', ['-c', `sleep ${seconds}; :`, key.secret])
      seen = await again.end()
    }
    expect(seen.join()).toContain(key.secret)
    expect(await openFiles(machine, secrets)).toEqual([])
    for (const left of ['hide', 'all', 'said', 'api']) expect([left, existsSync(join(machine.folder, 'state', left))]).toEqual([left, false])
    const { output } = await machine.tool('find', [machine.folder, '-name', '*.countersign', '-o', '-name', '*.part', '-o', '-name', '*.new'])
    expect(output).toBe('')
  })
})

// Canaries: 200 secrets of every kind go through every call, in the right places and in wrong ones. Then database, WAL,
// backup, everything logged (level debug) and every answer is searched for each, in some twenty forms and inside what is
// compressed. The only places allowed are the one answer that hands a secret over and the printed line of the setup code.
// The browser's part (URLs, storage, DOM) is in e2e.
//
// Seen to fail (naive.ts): with stored replies in plain text; with session values stored as they are; with the request's
// URL in the log; and, as our own server did at first, with the audit row of a refusal keeping whatever stood in the path,
// with an API key taken for a name, a User-Agent or an Idempotency-Key, and with the names of unknown fields echoed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { mint } from '#server/credentials/format.ts'
import { nodeHost } from '#server/node/host.ts'
import { plantCertcentral } from './canary-certcentral.ts'
import { formsOf, searcherFor, unpacked } from './canary-search.ts'
import { misplacements, type OpenApi } from './canary-misplaced.ts'
import { ask, bySession, byToken, each, json, keysPath, type Answer, type Ask } from './client.ts'
import { rowsOf } from './database.ts'
import { asked, short } from './options.ts'
import { Faults, print, run, skip, verdict } from './report.ts'
import { postgresHome, sqliteHome, startServer, temporaryFolder, type Home } from './servers.ts'

const share = short ? 0.1 : 1
const host = nodeHost('silent')

/** Passwords hold what encoders change: blanks, umlauts, quotes, plus and percent. */
const newPassword = () => `Zu "${randomBytes(9).toString('base64')}" +5% ä~ ${randomBytes(6).toString('base64url')}`

async function canaries(home: Home): Promise<void> {
  const where = home.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  const server = await startServer(home, { env: { LOG_LEVEL: 'debug', COUNTERSIGN_SETUP_EMAIL: undefined, COUNTERSIGN_SETUP_PASSWORD: undefined } })
  const secrets = new Map<string, string>()
  const answers: { what: string; text: string }[] = []
  const broken = new Faults()
  const plant = (kind: string, value: string): string => {
    secrets.set(value, kind)
    return value
  }

  /** Sends, and keeps the answer without the secrets that this answer is the one place for. */
  async function call(path: string, options: Ask = {}, handsOver: (answer: Answer) => readonly [kind: string, value: string][] = () => []): Promise<Answer> {
    const answer = await ask(server.origin, path, options)
    let text = JSON.stringify(answer.headers) + answer.text
    if (answer.status < 300) for (const [kind, value] of handsOver(answer)) text = text.replaceAll(plant(kind, value), '[handed over]')
    answers.push({ what: `${options.method ?? 'GET'} ${path.slice(0, 60)} ${answer.status}`, text })
    if (answer.status >= 500) broken.add(`${options.method ?? 'GET'} ${path.slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 150)}`)
    return answer
  }
  const sessionIn = (answer: Answer): [string, string][] =>
    (answer.headers['set-cookie'] ?? []).map((cookie) => ['session', cookie.split(';')[0]!.split('=')[1]!])
  const cookieOf = (answer: Answer) => answer.headers['set-cookie']![0]!.split(';')[0]!
  const field = (kind: string, name: string) => (answer: Answer): [string, string][] => [[kind, (json(answer) as Record<string, string>)[name]!]]
  const post = (headers: Record<string, string>, body?: unknown, method: Ask['method'] = 'POST'): Ask => ({
    method,
    headers: { 'X-Countersign-CSRF': '1', ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const many = (count: number) => Math.max(2, Math.round(count * share))

  // Set-up, users, invitations, sessions, passwords.
  const setupLine = /^.*Open \S+#(\S+) to make the first administrator.*\n/m.exec(server.output())
  const code = plant('setup code', setupLine![1]!)
  const password = plant('password', newPassword())
  await call('/api/v1/setup', post({}, { code: newPassword(), name: 'Ada', email: 'ada@example.org', password }))
  const admin = cookieOf(await call('/api/v1/setup', post({}, { code, name: 'Ada', email: 'ada@example.org', password }), sessionIn))
  let standard = ''
  await each(many(20), 2, async (index) => {
    const email = `guest${index}@example.org`
    const own = plant('password', newPassword())
    const made = await call(
      '/api/v1/users',
      post({ ...bySession(admin), 'Idempotency-Key': `invite-${index}` }, { name: `Guest ${index}`, email, role: 'user' }),
      (answer) => [['invitation code', (json(answer) as { invitation: { url: string } }).invitation.url.split('#')[1]!]],
    )
    const { id, invitation } = json(made) as { id: string; invitation: { url: string } }
    const first = invitation.url.split('#')[1]!
    await call(`/api/v1/invitations/${first}`)
    const second = await call(`/api/v1/users/${id}/invitation`, post(bySession(admin)), (answer) => [
      ['invitation code', (json(answer) as { url: string }).url.split('#')[1]!],
    ])
    await call(`/api/v1/invitations/${first}`, post({}, { password: own }))
    const accepted = await call(`/api/v1/invitations/${(json(second) as { url: string }).url.split('#')[1]!}`, post({}, { password: own }), sessionIn)
    const session = await call('/api/v1/session', post({ Cookie: cookieOf(accepted) }, { email, password: own }), sessionIn)
    await call('/api/v1/session', post({}, { email, password: plant('wrong password', newPassword()) }))
    standard = cookieOf(session)
    if (index === 0) {
      const renewed = await call('/api/v1/session/confirm', post(bySession(standard), { password: own }), sessionIn)
      const changed = await call(
        '/api/v1/me/password',
        post(bySession(cookieOf(renewed)), { current: own, next: plant('password', newPassword()) }, 'PUT'),
        sessionIn,
      )
      standard = cookieOf(changed)
    }
  })

  // Keys, rotated values, tokens; each answer asked for again, some acknowledged.
  const { data: users } = json(await call('/api/v1/users?size=500', { headers: bySession(admin) })) as { data: { id: string }[] }
  // What gives out secrets needs a password that was just said, so the session is a new one each time.
  const signInAgain = async () => cookieOf(await call('/api/v1/session', post({}, { email: 'ada@example.org', password }), sessionIn))
  const forKeys = await signInAgain()
  await each(many(40), 4, async (index) => {
    const proof = bySession(forKeys)
    const create = post({ ...proof, 'Idempotency-Key': `create-${index}` }, { name: `canary ${index}`, userId: users[index % users.length]!.id })
    const made = json(await call(keysPath, create, field('API key', 'apiKey'))) as { id?: string; apiKey?: string }
    if (made.id === undefined) return
    await call(keysPath, create, field('API key', 'apiKey'))
    const login = await call('/auth/login', post(byToken(made.apiKey!)), field('auth token', 'token'))
    const { token } = json(login) as { token: string }
    await call('/auth/whoami', { headers: byToken(token) })
    await call('/auth/introspect', post(proof, { token }))
    await call('/auth/whoami', { headers: byToken(made.apiKey!) })
    await call('/auth/login', post(byToken(token)))
    await call(
      `${keysPath}/${made.id}/rotate`,
      post({ ...proof, 'Idempotency-Key': `rotate-${index}` }, { graceSeconds: index % 2 === 0 ? 3600 : 0 }),
      field('API key', 'apiKey'),
    )
    if (index % 3 === 0) await call(`/api/v1/replies/rotate-${index}/acknowledge`, post(proof))
    if (index % 5 === 0) await call(`${keysPath}/${made.id}`, post(proof, undefined, 'DELETE'))
  })

  // TSIG keys: given, made, wrong and imported secrets; shown, exported, changed.
  const fresh = await signInAgain()
  const newSecret = () => plant('TSIG secret', randomBytes(32).toString('base64'))
  const formats = ['bind', 'knot', 'nsd', 'powerdns', 'technitium', 'tsig-keygen', 'dig', 'kdig', 'nsupdate', 'external-dns', 'cert-manager', 'kea']
  await each(many(40), 4, async (index) => {
    const proof = bySession(fresh)
    const name = `t${index}.canary.example`
    const create = post(
      { ...proof, 'Idempotency-Key': `tsig-${index}` },
      { name, algorithm: 'hmac-sha512', ...(index % 2 === 0 ? { secret: newSecret() } : {}) },
    )
    const { id, secret } = json(await call('/tsig', create, field('TSIG secret', 'secret'))) as { id: string; secret: string }
    await call('/tsig', create, field('TSIG secret', 'secret'))
    await call(`/tsig/${id}/reveal`, post(proof), field('TSIG secret', 'secret'))
    const whole = (): [string, string][] => [['TSIG secret', secret], ['TSIG secret in base64', Buffer.from(secret).toString('base64')]]
    await call(`/tsig/${id}/export`, post(proof, { format: formats[index % formats.length] }), whole)
    for (const format of formats) await call(`/tsig/${id}/export?format=${format}`, { headers: proof })
    for (const path of [`/tsig/${id}`, '/tsig?size=500', `/tsig?search=${name}`])
      for (const cookie of [fresh, standard]) await call(path, { headers: bySession(cookie) })
    await call(`/tsig/${id}/reveal`, post(bySession(standard)))
    await call(`/tsig/${id}`, post(proof, { algorithm: 'HMAC-SHA384', secret: newSecret() }, 'PUT'))
    await call(`/tsig/${id}`, post(proof, { secret: plant('wrong TSIG secret', randomBytes(32).toString('base64').slice(0, -1)) }, 'PUT'))
    await call('/tsig', post(bySession(standard), { name: `x${name}`, secret: newSecret() }))
    // Taken, taken twice, and in lines that mean nothing.
    const text = [
      `key "i${name}" { algorithm hmac-sha256; secret "${newSecret()}"; };`, `hmac-sha256:j${name}:${newSecret()}`, `hmac-sha256:j${name}:${newSecret()}`,
      `hmac-md5:k${name}:${newSecret()}`,
      `${newSecret()}:l${name}:hmac-sha256`, `here is ${newSecret()} for you`, `  secret: "${newSecret()}"`, `{"name": "m${name}", "key": "${newSecret()}"`,
    ].join('\n')
    for (const dryRun of [true, false]) await call('/tsig/import', post({ ...proof, 'Idempotency-Key': `import-${index}-${dryRun}` }, { text, dryRun }))
    if (index % 5 === 0) await call(`/tsig/${id}`, post(proof, undefined, 'DELETE'))
  })

  // DigiCert ONE tokens, at both doors.
  const forTokens = await signInAgain()
  await each(many(20), 4, async (index) => {
    const proof = bySession(forTokens)
    const create = post(
      { ...proof, 'Idempotency-Key': `token-${index}` },
      { name: `canary ${index} of the console`, ...(index % 2 === 0 ? { end_date: '2099-12-31' } : {}) },
    )
    const made = json(await call('/api/v1/one/tokens', create, field('DigiCert ONE token', 'token'))) as { id: string; token: string }
    await call('/api/v1/one/tokens', create, field('DigiCert ONE token', 'token'))
    const byVendor: Record<string, string> = { 'x-api-key': made.token }
    await call('/account/api/v1/user/me', { headers: byVendor })
    const second = json(
      await call(
        '/account/api/v1/api-access-token',
        { method: 'POST', headers: byVendor, body: { name: `canary ${index} of the vendor` } },
        field('DigiCert ONE token', 'token'),
      ),
    ) as { id: string; token: string }
    await call(`/account/api/v1/api-access-token/${second.id}`, { method: 'PUT', headers: byVendor, body: { status: 'disabled' } })
    await call('/account/api/v1/user/me', { headers: { 'x-api-key': second.token } })
    await call('/auth/login', post(byToken(made.token)))
    await call('/api/v1/lookup', post(proof, { value: made.token }))
    if (index % 3 === 0) await call(`/api/v1/replies/token-${index}/acknowledge`, post(proof))
    if (index % 5 === 0) await call(`/api/v1/one/tokens/${made.id}`, post(proof, undefined, 'DELETE'))
  })

  await plantCertcentral({ call, plant, post, admin: await signInAgain(), standard, keys: many(20), authKeys: many(15), connectors: many(20) })

  // Everything in the wrong place: secrets that exist and secrets that do not.
  const strays = Array.from({ length: many(30) }, (_, index) => (index % 2 === 0
    ? { value: plant('misplaced value', mint(host, (['api-key', 'auth-token', 'one-token', 'certcentral-key'] as const)[(index / 2) % 4]!)), ours: true }
    : { value: plant('misplaced text', index % 4 === 1 ? newPassword() : randomBytes(32).toString('base64url')), ours: false }))
  let turn = 0
  const next = () => strays[turn++ % strays.length]!
  const document = json(await call('/openapi.json')) as OpenApi
  let misplaced = 0
  for (const [number, caller] of [admin, standard, undefined].entries()) {
    let place = number
    for (const { what, path, options } of misplacements(document, next, caller)) {
      // In the short form each caller takes every third place, another one each.
      if (place++ % 3 !== 0 && short) continue
      // A path that a request line cannot hold, or a header that HTTP refuses, is not ours to judge.
      const answer = await call(path, options).catch(() => undefined)
      if (answer) answers.at(-1)!.what = `${what} (${answer.status})`
      misplaced++
    }
  }
  await call('/csp-reports', {
    method: 'POST',
    headers: { 'Content-Type': 'application/csp-report' },
    body: { 'csp-report': { 'document-uri': `${server.origin}/#${strays[0]!.value}` } },
  })
  for (const path of Object.keys(document.paths).filter((path) => !path.includes('{'))) await call(path, { headers: bySession(admin) })
  await call('/metrics')

  // Last-used times are written once a second; then everything is searched while the server still runs.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const places = new Map<string, Buffer>(await storedBy(home))
  places.set('what it printed', Buffer.from(server.output().replace(setupLine![0], '')))
  await server.end('SIGTERM')
  for (const [name, bytes] of await storedBy(home)) places.set(`${name}, after the end`, bytes)

  const search = searcherFor([...secrets.keys()])
  const stored = new Faults(12)
  let searched = 0
  for (const [place, bytes] of places) {
    for (const part of [bytes, ...unpacked(bytes)]) {
      searched += part.length
      for (const hit of search(part))
        stored.add(
          `${secrets.get(hit.secret)} as ${hit.form} in ${place}, near ${JSON.stringify(
            part
              .subarray(Math.max(0, hit.at - 60), hit.at)
              .toString('latin1')
              .replaceAll(/[^\x20-\x7e]+/g, '·'),
          )}`,
        )
    }
  }
  const echoed = new Faults(12)
  for (const { what, text } of answers)
    for (const hit of search(Buffer.from(text))) echoed.add(`${secrets.get(hit.secret)} as ${hit.form} in the answer to ${what}`)

  const kinds = [...new Set(secrets.values())].map((kind) => `${[...secrets.values()].filter((other) => other === kind).length} × ${kind}`).join(', ')
  print(
    `${where}: ${secrets.size} secrets (${kinds}); ${answers.length} calls, ${misplaced} of them with a secret in the wrong place; ` +
      `${(searched / 1e6).toFixed(1)} MB searched in ${places.size} places`,
  )
  verdict(secrets.size >= (short ? 20 : 200), `${where}: at least ${short ? 20 : 200} secrets were planted`, String(secrets.size))
  verdict(stored.count === 0, `${where}: 0 hits in database, WAL, backup and log`, stored.text)
  verdict(echoed.count === 0, `${where}: 0 hits in answers other than the one that hands the secret over`, echoed.text)
  verdict(broken.count === 0, `${where}: no answer 5xx`, broken.text)
}

/** The bytes of the database: its files and a backup made while the server runs, or every row and every file of the PostgreSQL. */
async function storedBy(home: Home): Promise<[string, Buffer][]> {
  if (home.databaseUrl === undefined) {
    const backup = join(temporaryFolder(), 'backup.db')
    const database = new DatabaseSync(join(home.folder, 'countersign.db'), { readOnly: true, timeout: 5000 })
    database.prepare('VACUUM INTO ?').run(backup)
    database.close()
    const files = readdirSync(home.folder)
      .filter((name) => name.startsWith('countersign.db'))
      .map((name): [string, Buffer] => [name, readFileSync(join(home.folder, name))])
    return [...files, ['backup', readFileSync(backup)]]
  }
  const tables = await rowsOf<{ name: string }>(home, `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`)
  const rows = await Promise.all(tables.map(async ({ name }) => JSON.stringify(await rowsOf(home, `SELECT * FROM ${name}`))))
  const [{ folder, database }] = (await rowsOf<{ folder: string; database: string }>(
    home,
    `SELECT current_setting('data_directory') AS folder, oid::text AS database FROM pg_database WHERE datname = current_database()`,
  )) as [{ folder: string; database: string }]
  const files = [join('base', database), 'pg_wal'].flatMap((part) =>
    readdirSync(join(folder, part), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(folder, part, entry.name))),
  )
  return [['rows', Buffer.from(rows.join('\n'))], ['files', Buffer.concat(files)]]
}

/** A search that finds nothing proves nothing: every form of a secret, between other bytes, must be found. */
function searchIsAble(): void {
  const secret = newPassword()
  const value = mint(host, 'api-key')
  const tsig = randomBytes(32).toString('base64')
  const missed: string[] = []
  const search = searcherFor([secret, value, tsig])
  for (const wanted of [secret, value, tsig]) {
    for (const [form, bytes] of formsOf(wanted))
      if (!search(Buffer.concat([randomBytes(37), bytes, randomBytes(21)])).some((hit) => hit.secret === wanted)) missed.push(form)
    for (const shift of [0, 1, 2])
      if (search(Buffer.from(Buffer.concat([randomBytes(shift), Buffer.from(wanted), randomBytes(5)]).toString('base64'))).length === 0)
        missed.push(`base64 of a longer text at ${shift}`)
    if (!unpacked(Buffer.concat([randomBytes(50), gzipSync(`before ${wanted} after`)])).some((part) => search(part).length > 0)) missed.push('gzip')
  }
  verdict(
    missed.length === 0,
    'the search finds a planted secret in every form',
    missed.length === 0 ? `${formsOf(value).size} forms, ${formsOf(tsig).size} of a TSIG secret, and inside gzip` : `missed: ${missed.join(', ')}`,
  )
}

await run('Canaries', async () => {
  searchIsAble()
  if (asked('sqlite')) await canaries(sqliteHome())
  if (!asked('postgres')) return
  const home = await postgresHome({ fsync: false }).catch((error: unknown) => skip('PostgreSQL', String(error)))
  if (home) await canaries(home)
})

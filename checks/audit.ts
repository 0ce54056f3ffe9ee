// The audit trail: 1,000 falsifications (edits, deletions, swaps, insertions, cut tails, rows and head) by somebody who writes to
// the database without the root key, each in four ways: looked at as it is; after more rows were written; after a restart and
// more rows; and under a server that goes on. On SQLite and PostgreSQL, by the server's own code in transactions that are undone;
// then each kind against real servers, live and with a restart in between, by `GET /api/v1/audit/verify`, the log, `/metrics`
// and the export without the server. All must say that the trail is broken.
//
// Seen to fail (naive.ts): with a chain that goes on from whatever is found (every cut tail heals with the next row, as ours did);
// with one that forgets what it has written (an earlier state put back under a live server); with a head that nobody looks at; with
// a hash that leaves the column `detail` out; with a plain SHA-256 in place of the keyed one. It failed on our own server too: rows
// numbered 0 or less were not walked. In full, a trail of a million rows besides (audit-rows.ts).
//
// Not in reach of a chain: rows and head put back to an earlier moment while no server runs. For
// that the head is in the log (docs/security.md).
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditVerdict } from '#server/audit/audit.ts'
import type { AuditEntry } from '#server/audit/entry.ts'
import type { Store } from '#server/db/store.ts'
import { sql } from 'kysely'
import { ask, bySession, byToken, closeConnections, each, json, keysPath, makeKey, makeUser, signIn } from './client.ts'
import { liftPostgres, liftSqlite, openHome, rowsOf, runRaw, trailMaker } from './database.ts'
import { manyAuditRows } from './audit-rows.ts'
import { waysOver, type Falsification, type Row } from './falsify.ts'
import { asked, numberOption, serverFolder, short } from './options.ts'
import { Faults, print, run, skip, verdict } from './report.ts'
import { administrator, asAdministrator, postgresHome, sqliteHome, startServer, temporaryFolder, type Home, type Server } from './servers.ts'

const ways = ['as it is', 'rows written afterwards', 'restart, then rows', 'live server'] as const
const later: AuditEntry = {
  time: Date.now(),
  actor: { id: null, name: 'later' },
  credential: 'none',
  address: '',
  action: 'test',
  object: { kind: '', id: '', name: '' },
  outcome: 'done',
  detail: {},
  requestId: '',
}

class Undone extends Error {
  readonly verdict: AuditVerdict
  constructor(verdict: AuditVerdict) {
    super('undone')
    this.verdict = verdict
  }
}

/** Changes of several kinds and refusals, as servers write them. */
async function work(server: Server, times: number): Promise<void> {
  const { cookie, token } = await asAdministrator(server.origin)
  await each(times, 4, async (index) => {
    const owner = await makeUser(server.origin, cookie)
    const key = await makeKey(server.origin, byToken(token), `audited ${index} ${owner.id.slice(-4)}`, owner.id)
    const path = `${keysPath}/${key.id}`
    await ask(server.origin, path, { method: 'PUT', headers: byToken(token), body: { note: `note ${index} — ümläut "quoted"` } })
    await ask(server.origin, `${path}/rotate`, { method: 'POST', headers: { ...byToken(token), 'If-Match': index % 2 === 0 ? '"2"' : '"9"' }, body: {} })
    await ask(server.origin, `/api/v1/users/${owner.id}/disable`, { method: 'POST', headers: bySession(cookie) })
    await ask(server.origin, path, { method: 'DELETE', headers: byToken(token) })
    await ask(server.origin, path, { method: 'DELETE', headers: byToken(token) })
  })
}

async function trailIn(home: Home): Promise<{ rows: Row[]; head: string }> {
  const rows = await rowsOf<Row>(home, 'SELECT * FROM audit ORDER BY seq')
  const [head] = await rowsOf<{ value: string }>(home, `SELECT value FROM meta WHERE key = 'audit-head'`)
  // Large numbers of PostgreSQL come as text.
  return { rows: rows.map((row) => ({ ...row, seq: Number(row.seq), time: Number(row.time) })), head: head!.value }
}

/** Every way over one trail, in transactions that are undone. */
async function inProcess(home: Home, total: number): Promise<void> {
  const server = await startServer(home)
  await work(server, 30)
  await server.end('SIGTERM')
  const { rows, head } = await trailIn(home)
  const { trail, seal } = await trailMaker(home.folder)
  const store = await openHome(home)
  await store.write(async (tx) => {
    for (const statement of store.dialect === 'postgres' ? [liftPostgres] : liftSqlite) await sql.raw(statement).execute(tx)
  })
  const whole = await trail(store).verify()
  verdict(whole.holds && whole.rows > 150, `${home.kind}: the untouched trail holds`, `${whole.rows} rows`)

  async function verdictOf({ statements }: Falsification, way: typeof ways[number]): Promise<AuditVerdict> {
    return store.write(async (tx): Promise<AuditVerdict> => {
      const inside: Store = { ...store, db: tx, write: (change) => change(tx) }
      const live = trail(inside)
      if (way === 'live server') await live.check()
      for (const statement of statements) await sql.raw(statement).execute(tx)
      const after = way === 'live server' ? live : trail(inside)
      if (way === 'restart, then rows') await after.check()
      if (way !== 'as it is') for (let row = 0; row < 3; row++) await after.remembering(inside).write((of) => after.append(of, later))
      throw new Undone(await trail(inside).verify())
    }).catch((error: unknown) => (error instanceof Undone ? error.verdict : Promise.reject(error as Error)))
  }

  const [edit, ...others] = Object.entries(waysOver(rows, head))
  // Every other falsification is an edit, since there are most columns to edit.
  const kinds = others.flatMap((way) => [edit!, way])
  const done = new Map<string, number>()
  const unseen = new Map(ways.map((way) => [way, new Faults()]))
  for (let tried = 0, at = 0; tried < total; at++) {
    const [name, falsify] = kinds[at % kinds.length]!
    const falsification = falsify()
    if (falsification === undefined) continue
    tried++
    done.set(name, (done.get(name) ?? 0) + 1)
    for (const way of ways) if ((await verdictOf(falsification, way)).holds) unseen.get(way)!.add(`${name}: ${falsification.what}`)
  }
  print([...done].map(([name, number]) => `${number} × ${name}`).join(', '))
  for (const [way, faults] of unseen)
    verdict(
      faults.count === 0,
      `${home.kind}, ${way}: ${total} of ${total} falsifications are detected`,
      `${total - faults.count} detected, unseen: ${faults.text}`,
    )

  const earlier = new Faults()
  const rounds = Math.ceil(total / 10)
  for (let round = 0; round < rounds; round++) {
    const seq = 1 + Math.floor(Math.random() * (rows.length - 1))
    const statements = [`DELETE FROM audit WHERE seq > ${seq}`, `UPDATE meta SET value = '${seal(seq, String(rows[seq - 1]!.hash))}' WHERE key = 'audit-head'`]
    if ((await verdictOf({ what: '', statements }, 'live server')).holds) earlier.add(`to row ${seq}`)
  }
  verdict(
    earlier.count === 0,
    `${home.kind}: ${rounds} of ${rounds} earlier states of rows and head, put back under a live server, are detected`,
    `unseen: ${earlier.text}`,
  )
  verdict((await trail(store).verify()).holds, `${home.kind}: the trail, put right again, holds`)
  await store.close()
}

/** Is the export of this server proved without it? */
async function exportHolds(server: Server, cookie: string): Promise<boolean> {
  const file = join(temporaryFolder(), 'audit.ndjson')
  writeFileSync(file, (await ask(server.origin, '/api/v1/audit/export?format=ndjson', { headers: bySession(cookie) })).text)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(serverFolder, 'scripts/audit-verify.ts'), file],
      { env: { PATH: process.env.PATH, COUNTERSIGN_DATA: server.home.folder } },
      (error) => resolve(error === null),
    )
  })
}

/** One kind of falsification against a real server: what each of those who should tell says. */
async function real(home: Home, name: string, restart: boolean): Promise<string[]> {
  let server = await startServer(home)
  await work(server, 2)
  if (restart) await server.end('SIGTERM')
  const { rows, head } = await trailIn(home)
  let falsification: Falsification | undefined
  while (falsification === undefined) falsification = waysOver(rows, head)[name]?.()
  await runRaw(home, falsification.statements)
  if (restart) server = await startServer(home)
  // A connection that stood idle meanwhile may have been closed.
  closeConnections()
  const cookie = await signIn(server.origin, administrator.email, administrator.password)
  await makeUser(server.origin, cookie)
  const { holds } = json(await ask(server.origin, '/api/v1/audit/verify', { headers: bySession(cookie) })) as { holds: boolean }
  const missed = [
    ...(holds ? ['Verify'] : []),
    ...((await exportHolds(server, cookie)) ? ['the export'] : []),
    ...(server.output().includes('audit trail broken') ? [] : ['the log']),
    ...(/^countersign_audit_breaks [1-9]/m.test((await ask(server.origin, '/metrics')).text) ? [] : ['/metrics']),
  ]
  await server.end('SIGTERM')
  return missed.map((who) => `${name} (${falsification.what})${restart ? ', restart' : ''}: ${who} says nothing`)
}

await run('Falsified audit trails', async () => {
  const total = numberOption('falsifications', short ? 100 : 1000)
  const kinds = Object.keys(waysOver([], ''))
  // The short form takes another kind each time: live the one that healed, with a restart any.
  const chosen: [name: string, restart: boolean][] = short
    ? [
        ['newest row deleted', false],
        [kinds[Math.floor(Math.random() * kinds.length)]!, true],
      ]
    : kinds.flatMap((name): [string, boolean][] => [
        [name, false],
        [name, true],
      ])
  const homes: [kind: string, make: () => Promise<Home>][] = []
  if (asked('sqlite')) homes.push(['sqlite', async () => sqliteHome()])
  if (asked('postgres')) homes.push(['postgres', () => postgresHome({ fsync: false })])
  const many = numberOption('rows', short ? 0 : 1_000_000)
  for (const [kind, make] of homes) {
    const home = await make().catch((error: unknown) => skip(`audit trails on ${kind}`, String(error)))
    if (!home) continue
    await inProcess(home, total)
    const missed = new Faults()
    for (const [name, restart] of chosen) for (const fault of await real(await make(), name, restart)) missed.add(fault)
    verdict(
      missed.count === 0,
      `${kind}: real servers, live and after a restart, say in ${chosen.length} cases that the trail is broken: Verify, the export, the log, /metrics`,
      missed.text,
    )
    if (many > 0) await manyAuditRows(await make(), many)
  }
})

// The audit trail: 1,000 edits, deletions, swaps, insertions and cut tails by somebody who writes to the database without
// the root key, on a copy of a real one whose triggers are gone. The server's own verifier must see each.
//
// Seen to fail (naive.ts): with a chain whose head is not kept (every cut tail goes unseen); with a hash that leaves the
// column `detail` out; with a plain SHA-256 in place of the keyed one (edits with all later hashes made anew go unseen). It
// failed on our own server too: rows numbered 0 or less were not walked. Not in reach of a chain: the database put back as a
// whole, head included, to an earlier moment. For that the head is in the log (docs/security.md).
import { createHash } from 'node:crypto'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ask, bySession, byToken, each, keysPath, makeKey, makeUser } from './client.ts'
import { rawStore, trailOf } from './database.ts'
import { numberOption, short } from './options.ts'
import { Faults, print, run, verdict } from './report.ts'
import { asAdministrator, sqliteHome, startServer, temporaryFolder } from './servers.ts'

type Row = Record<string, string | number | null>

const columns = ['seq', 'time', 'actor_id', 'actor_name', 'credential', 'address', 'action', 'object_kind', 'object_id', 'object_name', 'outcome', 'detail', 'request_id', 'hash'] as const
const random = (below: number) => Math.floor(Math.random() * below)

/** A trail as servers write it: changes of several kinds and refusals, in a database that was closed in order. */
async function realTrail(): Promise<{ file: string; keyFolder: string }> {
  const home = sqliteHome()
  const server = await startServer(home)
  const { cookie, token } = await asAdministrator(server.origin)
  await each(40, 4, async (index) => {
    const owner = await makeUser(server.origin, cookie)
    const key = await makeKey(server.origin, byToken(token), `audited ${index}`, owner.id)
    const path = `${keysPath}/${key.id}`
    await ask(server.origin, path, { method: 'PUT', headers: byToken(token), body: { note: `note ${index} — ümläut "quoted"` } })
    await ask(server.origin, `${path}/rotate`, { method: 'POST', headers: { ...byToken(token), 'If-Match': index % 2 === 0 ? '"2"' : '"9"' }, body: {} })
    await ask(server.origin, `/api/v1/users/${owner.id}/disable`, { method: 'POST', headers: bySession(cookie) })
    await ask(server.origin, path, { method: 'DELETE', headers: byToken(token) })
    await ask(server.origin, path, { method: 'DELETE', headers: byToken(token) })
  })
  await server.end('SIGTERM')
  const file = join(temporaryFolder(), 'countersign.db')
  copyFileSync(join(home.folder, 'countersign.db'), file)
  return { file, keyFolder: home.folder }
}

/** Another value for a column, one character or one unit away. */
function altered(value: string | number | null): string | number {
  if (value === null) return ''
  if (typeof value === 'number') return value + (Math.random() < 0.5 ? 1 : -1)
  if (value === '') return 'x'
  const at = random(value.length)
  const other = value[at] === 'a' ? 'b' : 'a'
  return value.slice(0, at) + other + value.slice(at + 1)
}

/** Ways to falsify. Each answers what it did; undefined when it would have changed nothing. */
function waysOver(database: DatabaseSync): Record<string, () => string | undefined> {
  const count = (database.prepare('SELECT count(*) AS count FROM audit').get() as { count: number }).count
  const rowAt = (seq: number) => database.prepare('SELECT * FROM audit WHERE seq = ?').get(seq) as Row
  const put = (row: Row) => database.prepare(`INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(...columns.map((column) => row[column]!))
  const headIs = (value: string) => database.prepare(`UPDATE meta SET value = ? WHERE key = 'audit-head'`).run(value)
  const remove = (seq: number) => database.prepare('DELETE FROM audit WHERE seq = ?').run(seq)
  const sealOf = () => String((database.prepare(`SELECT value FROM meta WHERE key = 'audit-head'`).get() as { value: string }).value.split('.')[2])
  const anySeq = () => 1 + random(count)
  let edits = 0
  return {
    edit() {
      const seq = anySeq()
      // Each column in its turn, `seq` excepted: that is the swap's.
      const column = columns[1 + edits++ % (columns.length - 1)]!
      const before = rowAt(seq)[column] ?? null
      const after = altered(before)
      database.prepare(`UPDATE audit SET ${column} = ? WHERE seq = ?`).run(after, seq)
      return before === after ? undefined : `${column} of row ${seq}`
    },
    deletion() {
      const seq = anySeq()
      remove(seq)
      return `row ${seq}`
    },
    'deletion with all later rows moved up'() {
      const seq = 1 + random(count - 1)
      remove(seq)
      for (let later = seq + 1; later <= count; later++) database.prepare('UPDATE audit SET seq = ? WHERE seq = ?').run(later - 1, later)
      return `row ${seq}`
    },
    swap() {
      const a = anySeq()
      const b = Math.random() < 0.5 ? (a % count) + 1 : anySeq()
      if (a === b) return undefined
      database.exec(`UPDATE audit SET seq = -1 WHERE seq = ${a}; UPDATE audit SET seq = ${a} WHERE seq = ${b}; UPDATE audit SET seq = ${b} WHERE seq = -1`)
      return `rows ${a} and ${b}`
    },
    'swap of the facts, hashes left in place'() {
      const [a, b] = [rowAt(anySeq()), rowAt(anySeq())]
      if (a.seq === b.seq) return undefined
      for (const [from, to] of [[a, b], [b, a]] as const) {
        remove(to.seq as number)
        put({ ...from, seq: to.seq!, hash: to.hash! })
      }
      return `rows ${a.seq} and ${b.seq}`
    },
    'cut tail'() {
      const rows = 1 + random(Math.random() < 0.5 ? 3 : count)
      database.exec(`DELETE FROM audit WHERE seq > ${count - rows}`)
      return `${rows} rows`
    },
    'cut tail, head removed too'() {
      const rows = 1 + random(count)
      database.exec(`DELETE FROM audit WHERE seq > ${count - rows}; DELETE FROM meta WHERE key = 'audit-head'`)
      return `${rows} rows`
    },
    'cut tail, head rewritten for the row before'() {
      const seq = 1 + random(count - 1)
      database.exec(`DELETE FROM audit WHERE seq > ${seq}`)
      headIs(`${seq}.${rowAt(seq).hash}.${sealOf()}`)
      return `to row ${seq}`
    },
    'row added at the end'() {
      put({ ...rowAt(count), seq: count + 1, object_name: 'forged' })
      return `row ${count + 1}`
    },
    'row added before the first'() {
      const seq = -random(5)
      put({ ...rowAt(anySeq()), seq, object_name: 'forged' })
      return `row ${seq}`
    },
    // What a writer could do if the hashes needed no key.
    'edit with all later hashes made anew'() {
      const seq = anySeq()
      const edited: Row = { ...rowAt(seq), actor_name: 'somebody else' }
      let previous = seq === 1 ? 'genesis' : String(rowAt(seq - 1).hash)
      for (let at = seq; at <= count; at++) {
        const row = at === seq ? edited : rowAt(at)
        previous = createHash('sha256').update(`${previous}|${JSON.stringify(columns.slice(0, -1).map((column) => row[column]))}`).digest('base64url')
        remove(at)
        put({ ...row, hash: previous })
      }
      headIs(`${count}.${previous}.${createHash('sha256').update(`head|${count}|${previous}`).digest('base64url')}`)
      return `from row ${seq}`
    },
  }
}

await run('Falsified audit trails', async () => {
  const { file, keyFolder } = await realTrail()
  const database = new DatabaseSync(file)
  database.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete')
  const audit = await trailOf(await rawStore(database), keyFolder)
  const whole = await audit.verify()
  verdict(whole.holds && whole.rows > 200, 'the untouched trail holds', `${whole.rows} rows`)

  const [edit, ...others] = Object.entries(waysOver(database))
  // Every other falsification is an edit, since there are most columns to edit.
  const ways = others.flatMap((way) => [edit!, way])
  const total = numberOption('falsifications', short ? 100 : 1000)
  const unseen = new Faults()
  const done = new Map<string, number>()
  let tried = 0
  while (tried < total) {
    const [name, falsify] = ways[tried % ways.length]!
    database.exec('BEGIN')
    const what = falsify()
    if (what !== undefined) {
      tried++
      done.set(name, (done.get(name) ?? 0) + 1)
      if ((await audit.verify()).holds) unseen.add(`${name}: ${what}`)
    }
    database.exec('ROLLBACK')
  }
  print([...done].map(([name, number]) => `${number} × ${name}`).join(', '))
  verdict(unseen.count === 0, `${total} of ${total} falsifications are detected`, `${total - unseen.count} detected, unseen: ${unseen.text}`)
  verdict((await audit.verify()).holds, 'the trail, put right again, holds')
  database.close()
})

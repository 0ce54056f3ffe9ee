// The rotation race: 8 rotations at once with one ETag, 1,000 rounds. One wins, the others hear 412, and the value of the
// winner is the only one that works.
//
// Seen to fail (naive.ts): with If-Match ignored (all 8 succeed, in every round); with If-Match compared outside the
// transaction (several succeed in 21 of 50 rounds); on PostgreSQL without FOR UPDATE (several succeed in 49 of 50).
import { rowsOf } from './database.ts'
import { ask, bySession, byToken, codeOf, confirmedSession, each, exchange, json, keysPath, makeKey, makeUser } from './client.ts'
import { asked, numberOption, short } from './options.ts'
import { Faults, print, run, skip, verdict } from './report.ts'
import { administrator, asAdministrator, postgresHome, sqliteHome, startServers, type Home } from './servers.ts'

const rounds = numberOption('rounds', short ? 50 : 1000)
const atOnce = 8

async function race(home: Home): Promise<void> {
  const servers = await startServers(home)
  const origin = (index: number) => servers[index % servers.length]!.origin
  const { cookie, token } = await asAdministrator(origin(0))
  const session = confirmedSession(origin(0), administrator)
  const owner = await makeUser(origin(0), cookie)
  const key = await makeKey(origin(0), byToken(token), 'raced', owner.id)
  const path = `${keysPath}/${key.id}`

  const values = [key.apiKey]
  const wrongWinners = new Faults()
  const wrongLosers = new Faults()
  const wrongValues = new Faults()
  const started = performance.now()
  for (let round = 0; round < rounds; round++) {
    const etag = (await ask(origin(round), path, { headers: byToken(token) })).headers.etag!
    const proof = bySession(await session())
    const won: string[] = []
    await each(atOnce, atOnce, async (index) => {
      const answer = await ask(origin(round + index), `${path}/rotate`, {
        // From a session and from a token, with and without an Idempotency-Key of its own.
        method: 'POST',
        headers: { ...(index % 2 === 0 ? byToken(token) : proof), 'If-Match': etag, ...(index % 4 < 2 ? { 'Idempotency-Key': `race-${round}-${index}` } : {}) },
        body: {},
      })
      if (answer.status >= 200 && answer.status < 300) won.push((json(answer) as { apiKey: string }).apiKey)
      else if (answer.status !== 412 || codeOf(answer) !== 'changed-meanwhile') wrongLosers.add(`round ${round}: ${answer.status} ${codeOf(answer)}`)
    })
    if (won.length !== 1) wrongWinners.add(`round ${round}: ${won.length}`)
    const before = values.at(-1)!
    values.push(...won)
    const [newWorks, oldWorks] = await Promise.all([exchange(origin(round + 1), values.at(-1)!), exchange(origin(round + 2), before)])
    if (newWorks === undefined || oldWorks !== undefined)
      wrongValues.add(`round ${round}: the new value ${newWorks ? 'works' : 'is dead'}, the old one ${oldWorks ? 'works' : 'is dead'}`)
  }
  const seconds = (performance.now() - started) / 1000

  let working = 0
  await each(values.length, 8, async (index) => { if (await exchange(origin(index), values[index]!) !== undefined) working++ })
  const rows = await rowsOf<{ id: string }>(home, `SELECT id FROM credential_values WHERE credential_id = '${key.id}'`)
  // Refusals that are alike are counted, and each minute and at a stop a row says how many.
  await Promise.all(servers.map((server) => server.end('SIGTERM')))
  const trail = await rowsOf<{ outcome: string; detail: string }>(
    home,
    `SELECT outcome, detail FROM audit WHERE object_id = '${key.id}' AND action = 'api-key.rotate'`,
  )
  const done = trail.filter(({ outcome }) => outcome === 'done').length
  const denied = trail.filter(({ outcome }) => outcome !== 'done').reduce((sum, { detail }) => sum + ((JSON.parse(detail) as { count?: number }).count ?? 1), 0)
  const where = home.kind === 'sqlite' ? 'SQLite, 1 server' : `PostgreSQL, ${servers.length} servers`
  print(`${where}: ${rounds} rounds of ${atOnce}, ${Math.round(rounds / seconds)} rounds a second`)
  verdict(wrongWinners.count === 0, `${where}: exactly one rotation succeeds in each of ${rounds} rounds`, `rounds with none or several: ${wrongWinners.text}`)
  verdict(wrongLosers.count === 0, `${where}: the other ${rounds * (atOnce - 1)} hear 412 changed-meanwhile`, `others: ${wrongLosers.text}`)
  verdict(wrongValues.count === 0, `${where}: after each round the winner's value works and the one before does not`, `rounds where not: ${wrongValues.text}`)
  verdict(
    working === 1 && rows.length === 1,
    `${where}: of ${values.length} values ever given one works, and one is stored`,
    `${working} work, ${rows.length} stored`,
  )
  verdict(
    done === rounds && done + denied === rounds * atOnce,
    `${where}: the trail has each rotation, and tells of each refusal`,
    `${done} done, ${denied} denied`,
  )
}

await run('Rotation race', async () => {
  if (asked('sqlite')) await race(sqliteHome())
  if (!asked('postgres')) return
  const home = await postgresHome({ fsync: false }).catch((error: unknown) => skip('four servers on PostgreSQL', String(error)))
  if (home) await race(home)
})

import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hour } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { press } from './world/words.ts'

const auditLog = '/settings/access-management/audit-log'
const named = 'audit-2026.ndjson'

/** Lets the first rows go, as `npm run admin -- archive-audit` does when its file is written. */
async function archive(folder: string, rows: number): Promise<void> {
  const database = new DatabaseSync(join(folder, 'countersign.db'), { readOnly: true, timeout: 5000 })
  const row = (seq: number) => database.prepare('SELECT hash, time FROM audit WHERE seq = ?').get(seq) as { hash: string; time: number }
  const { hash, time } = row(rows)
  const { time: from } = row(1)
  database.close()
  const order = { command: 'archive-audit', account: 'ops', seq: rows, hash, time, rows, first: 1, sha256: 'x', from, file: named }
  const door = connect(join(folder, 'admin.sock'))
  door.write(`${JSON.stringify(order)}\n`)
  let answer = ''
  for await (const piece of door) answer += String(piece)
  expect(answer).toContain('The trail begins behind row')
}

test('AUDIT LOG says under its rows what is in archives, and a statement begins behind it; where nothing is, nothing is said', async ({
  as, api, world, forward, allow,
}) => {
  const page = await as('administrator', auditLog)
  await expect(page.getByRole('table', { name: 'Audit log' }).getByRole('row').nth(1)).toBeVisible()
  await expect(page.getByText('are in archives')).toHaveCount(0)
  // A demo has no files to archive into.
  if (world.dataFolder === undefined) return
  await (await api('user')).key('apikey1')
  // Their session ends meanwhile.
  allow(/status of 401/)
  await forward(49 * hour)
  await (await api('administrator')).key('apikey2')
  await archive(world.dataFolder, 2)
  const again = await as('administrator', auditLog)
  await expect(again.getByText('are in archives')).toHaveText(
    /^Rows 1 to 2, up to 21 Nov 2026, \d\d:\d\d, are in archives and no more in the database\. The last archive is audit-2026\.ndjson: rows 1 to 2, from 2\d/,
  )
  await again.getByRole('link', { name: 'Statement' }).click()
  const paper = again.getByRole('article', { name: 'Statement' })
  await expect(paper.getByRole('status')).toHaveText(/^The chain holds: /)
  await expect(paper).toContainText('22 Nov 2026 to 23 Nov 2026')
  await expect(paper).toContainText(`The last archive is ${named}`)
  await press(again, 'Make statement')
  await expect(paper.getByRole('status')).toHaveText(/^The chain holds: /)
})

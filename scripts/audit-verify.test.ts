import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeStatement } from '#contract/audit-statement.ts'
import { exportAudit } from '#contract/audit.ts'
import { openSqlite } from '#server/db/node-sqlite.ts'
import { temporaryFile } from '#server/testing/store.ts'
import { testApp } from '#server/testing/app.ts'

// What it finds is tested where it is made (src/server/audit/file.test.ts); here, that the program says it.

const folder = mkdtempSync(join(tmpdir(), 'countersign-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileWith(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

/** The root key of test servers. */
const key = fileWith('root.key', `${Buffer.alloc(32, 7).toString('base64')}\n`)

/** Runs the program as a person would, away from any server. */
const run = (file: readonly string[], rootKey: string) => new Promise<{ code: number; out: string; err: string }>((resolve) => {
  const env = { PATH: process.env['PATH'], COUNTERSIGN_ROOT_KEY_FILE: rootKey }
  execFile(process.execPath, [join(import.meta.dirname, 'audit-verify.ts'), ...file], { env }, (error, out, err) =>
    resolve({ code: error === null ? 0 : Number(error.code), out, err }),
  )
})

test('audit:verify ends with 0 for an export that holds, 1 for one that does not, 2 when it cannot tell', async () => {
  const store = await openSqlite(await temporaryFile())
  const server = await testApp(store)
  const admin = await server.as('administrator')
  const text = await (await server.fetch(`${exportAudit.path}?format=ndjson`, { headers: admin.headers })).text()
  const query = new URLSearchParams({ from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }).toString()
  const { statement } = (await (await server.fetch(`${makeStatement.path}?${query}`, { headers: admin.headers })).json()) as { statement: object }
  const later = await (await server.fetch(`${exportAudit.path}?format=ndjson`, { headers: admin.headers })).text()
  await store.close()
  const stated = fileWith('statement.json', `${JSON.stringify(statement, null, 2)}\n`)
  const trail = fileWith('later.ndjson', later)
  for (const given of [[stated], [fileWith('flat.json', JSON.stringify(statement))], [stated, trail]])
    expect(await run(given, key)).toMatchObject({
      code: 0, out: expect.stringMatching(/^The statement is as .* for alice .*\nThe chain holds: 2 rows/) as string,
    })
  const forged = JSON.stringify(statement, null, 2).replace('2027-01-01', '2026-12-01')
  expect(await run([fileWith('forged.json', forged)], key)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('The seal is not') as string })
  expect(await run([trail, stated], key)).toMatchObject({ code: 2, err: expect.stringContaining('is no statement') as string })
  expect(await run([fileWith('whole.ndjson', text)], key)).toMatchObject({ code: 0, out: expect.stringMatching(/^The chain holds: 2 rows, from /) as string })
  expect(await run([fileWith('edited.ndjson', text.replace('alice', 'mallory'))], key)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('Row 1 or the one before it was changed.') as string,
  })
  expect(await run([], key)).toMatchObject({ code: 2, err: expect.stringContaining('Give the NDJSON export') as string })
  expect(await run([join(folder, 'gone.ndjson')], key)).toMatchObject({ code: 2, err: expect.stringContaining('There is no file') as string })
  expect(await run([fileWith('some.ndjson', text)], join(folder, 'none.key'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no root key') as string,
  })
})

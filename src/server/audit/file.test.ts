import { expect, test } from 'vitest'
import { exportAudit } from '#contract/audit.ts'
import { updateMe } from '#contract/sessions.ts'
import { verifyExport } from './file.ts'
import { createChain } from './chain.ts'
import { onEachStore } from '../testing/store.ts'
import { deriveKeys } from '../secrets/keys.ts'
import { testApp } from '../testing/app.ts'

onEachStore('an exported audit log', ({ fresh }) => {
  test('verifies without the server; edited, cut, reordered or filtered it does not', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    for (let i = 0; i < 5; i++) await user.send(updateMe, { body: { name: `Name ${i}, ümläut` } })
    const exported = async (query: Record<string, string>) => {
      const text = await (await server.fetch(`${exportAudit.path}?${new URLSearchParams(query).toString()}`, { headers: admin.headers })).text()
      return text.split('\n').slice(0, -1)
    }
    const verify = (lines: readonly string[], byte = 7) =>
      verifyExport(lines, createChain(server.host.crypto, deriveKeys(server.host, new Uint8Array(32).fill(byte)).audit))
    const lines = await exported({ format: 'ndjson' })
    expect(lines).toHaveLength(9)
    expect(await verify(lines)).toMatchObject({ holds: true, said: 'The chain holds: 8 rows, from 2026-11-21T12:00:00.000Z to 2026-11-21T12:00:00.000Z.' })

    /** Another character: whatever stands there, a fixed one is it once in 64 times. */
    const other = (character: string) => (character === '-' ? '_' : '-')
    const changed = (at: number, change: (line: string) => string) => lines.map((line, of) => (of === at ? change(line) : line))
    const without = (at: number) => lines.filter((_, of) => of !== at)
    const cases: readonly [what: string, lines: readonly string[], said: RegExp][] = [
      ['a changed name', changed(5, (line) => line.replace('Name 3', 'Name 8')), /Row 6 or the one before it was changed/],
      ['a changed time', changed(2, (line) => line.replace('T12:00:00', 'T11:00:00')), /Row 3 or the one before it was changed/],
      ['a changed hash', changed(4, (line) => line.replace(/(?<="hash":")./, other)), /Row 5 or the one before it was changed/],
      ['a field more', changed(0, (line) => line.replace('{', '{"extra":1,')), /Line 1 is not a row of an audit log/],
      ['a row less', without(3), /Row 4 is missing/],
      ['the first row less', without(0), /does not begin at row 1/],
      ['the last row less', without(7), /its tail was cut/],
      ['no end', without(8), /has no end: it was cut after row 8/],
      ['an end of another export', [...lines.slice(0, 8), (await exported({ format: 'ndjson' })).at(-1)!], /its tail was cut/],
      ['two rows swapped', [lines[1]!, lines[0]!, ...lines.slice(2)], /does not begin at row 1/],
      ['a row twice', [...lines.slice(0, 8), lines[7]!, lines[8]!], /Row 8 is there twice/],
      ['half a line', changed(8, (line) => line.slice(0, -9)), /Line 9 is not JSON/],
      ['no object', ['null'], /Line 1 is not JSON/],
      ['nothing', [], /has no end/],
      ['only what a filter lets through', await exported({ format: 'ndjson', filter: 'action equals profile.update' }), /export it without a filter/],
    ]
    for (const [what, given, said] of cases)
      expect([what, await verify(given)]).toMatchObject([what, { holds: false, said: expect.stringMatching(said) as string }])
    expect((await verify(lines, 8)).holds, 'with another root key').toBe(false)
  })
})

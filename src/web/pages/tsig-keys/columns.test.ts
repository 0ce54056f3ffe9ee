import { expect, it } from 'vitest'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { tsigKeyTableColumns } from './columns.tsx'

// `Bad signature worse 19 min…`: the mark took the room of the time.
it('keeps room in Last check for the time beside a mark, where a row has one', () => {
  const least = tsigKeyTableColumns.find(({ id }) => id === 'lastCheck.says')!.least!
  const texts = (...lastChecks: (Partial<NonNullable<TsigKey['lastCheck']>> | null)[]) =>
    least.flatMap((part) => ('ofRows' in part && part.style === 'body' ? part.ofRows(lastChecks.map((lastCheck) => ({ lastCheck }) as TsigKey)) : []))
  expect(texts(null)).toEqual([])
  expect(texts(null, { worse: false })).toEqual(['59 minutes ago', '999 days ago'])
  expect(texts({ worse: false }, { worse: true })).toEqual(expect.arrayContaining(['worse 59 minutes ago', 'worse 999 days ago']))
})

import { expect, it } from 'vitest'
import { Failure } from '../client/failure.ts'
import { eachOf, reportOf, type Stayed } from './each-of.ts'

it('tries all of them and names those that stayed, each with its own reason', async () => {
  const inUse = new Failure({ code: 'tsig-key-in-use', status: 409 })
  const gone = new Failure({ code: 'not-found', status: 404 })
  const tried: number[] = []
  const stayed = await eachOf([1, 2, 3, 4, 5, 6, 7, 8, 9], async (at) => {
    tried.push(at)
    await Promise.resolve()
    if (at === 2) throw inUse
    if (at === 8) throw gone
  })
  // A loop that stops at the first refusal would leave 3 to 9.
  expect(tried.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(stayed).toEqual([{ item: 2, failure: inUse }, { item: 8, failure: gone }])
})

it('stops asking when nobody answers, and says what was not tried', async () => {
  const lost = new Failure({ code: 'network' })
  let tries = 0
  const items = Array.from({ length: 100 }, (_, at) => at)
  const stayed = await eachOf(items, async () => {
    tries++
    await Promise.resolve()
    throw lost
  })
  expect(tries).toBe(4)
  expect(stayed).toHaveLength(100)
  expect(stayed.filter(({ failure }) => failure === lost)).toHaveLength(4)
  expect(stayed.at(-1)).toEqual({ item: 99, failure: undefined })
})

it('stops between two of them when the person has had enough, and says how far it is', async () => {
  const abort = new AbortController()
  const said: number[] = []
  const work = { signal: abort.signal, said: (done: number) => void said.push(done) }
  const stayed = await eachOf(
    Array.from({ length: 100 }, (_, at) => at),
    async (at) => {
      await Promise.resolve()
      if (at === 9) abort.abort()
    },
    work,
  )
  expect(said).toEqual(said.map((_, at) => at + 1))
  expect(stayed.length).toBe(100 - said.length)
  expect(said.length).toBeLessThan(20)
  expect(stayed.every(({ failure }) => failure === undefined)).toBe(true)
})

it('reports by name, the refused before the untried, and why those were not tried', () => {
  const things = { one: 'API key', many: 'API keys' }
  const report = (stayed: readonly Stayed<string>[], stopped = false) => reportOf({ things, did: 'rotated', of: 1200, stayed, nameOf: (name) => name, stopped })
  const untried = { item: 'late', failure: undefined }
  const of = (code: 'network' | 'not-found' | 'confirmation-required') => ({ item: code, failure: new Failure({ code }) })
  expect(report([])).toBeUndefined()
  expect(report([of('not-found')])).toMatchObject({ title: 'One API key was not rotated', body: '1,199 of 1,200 were rotated. This one was not, and why:' })
  expect(report([untried, of('network')])?.names).toMatchObject([
    { name: 'network' },
    { name: 'late', detail: 'Not tried, because the server cannot be reached.' },
  ])
  // The server was there, and said no.
  expect(report([untried, of('confirmation-required')])?.names[1]).toEqual({ name: 'late', detail: 'Not tried after that.' })
  expect(report([untried], true)).toMatchObject({
    title: 'Stopped: 1,199 of 1,200 API keys rotated', names: [{ name: 'late', detail: 'Not tried, because you stopped.' }],
  })
})

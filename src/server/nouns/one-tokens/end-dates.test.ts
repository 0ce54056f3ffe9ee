import { afterEach, expect, test } from 'vitest'
import { createOneToken, getOneToken, updateOneToken } from '#contract/one-tokens.ts'
import { getVendorMe } from '#contract/one-tokens-v1.ts'
import { openSqlite } from '../../db/node-sqlite.ts'
import { day, hour, minute, start, testApp, type TestApp } from '../../testing/app.ts'

/*
 * End dates are days in UTC, wherever the server stands (decision 0013). Seen to fail: with the end taken at 24:00, with
 * `new Date(year, month, day)`, with `<=` for `<`, with the machine's clock for the one that never runs back, and, with zod's date
 * exchanged for a pattern, for 29 February 2027.
 */

/** And how many minutes behind UTC their clocks are in November: with this the test knows that the server stands there. */
const zones = {
  UTC: 0, 'Pacific/Kiritimati': -840, 'Pacific/Pago_Pago': 660, 'America/New_York': 300, 'America/St_Johns': 210, 'America/Sao_Paulo': 180,
  'Europe/Berlin': -60, 'Africa/Nairobi': -180,
  'Asia/Kolkata': -330, 'Asia/Kathmandu': -345, 'Australia/Lord_Howe': -660, 'Pacific/Chatham': -825,
}
/** Today, ordinary, leap day, the days on which summer time begins and ends, the last of a year, and the last of all. */
const dates = ['2026-11-21', '2027-01-31', '2028-02-29', '2027-03-28', '2027-10-31', '2026-12-31', '9999-12-31']

const own = process.env.TZ
afterEach(() => {
  if (own === undefined) delete process.env.TZ
  else process.env.TZ = own
})

const works = async (server: TestApp, value: string) => (await server.withOneToken(value).send(getVendorMe)).status

/** Before the end that each case begins: not so long that its session ends. */
const lead = 10 * minute

/** One clock cannot go from one case back to the next: each has a server of its own. */
async function at(endDate: string) {
  const end = Date.parse(`${endDate}T23:59:59.000Z`)
  const server = await testApp(await openSqlite(':memory:'), { now: end - lead })
  const user = await server.as('user')
  const { body } = await user.send(createOneToken, { body: { name: 'signing', end_date: endDate } })
  const put = async (change: unknown) => {
    const { status, problem } = await user.send(updateOneToken, { params: { tokenId: body.id }, body: change })
    return status === 200 ? 200 : [status, problem.code, problem.errors[0]?.pointer]
  }
  return { server, user, id: body.id, token: body.token, end, put, close: () => server.store.close() }
}

test('in 12 zones a token works at 23:59:58.999 UTC of its end date and not at 23:59:59.000, nor at midnight', async () => {
  let seen = 0
  for (const [zone, behind] of Object.entries(zones)) {
    process.env.TZ = zone
    expect(new Date(start).getTimezoneOffset(), zone).toBe(behind)
    for (const date of dates) {
      const { server, user, id, token, close } = await at(date)
      const states = []
      for (const step of [lead - 1, 1, 999, 1]) {
        server.advance(step)
        if (server.now() > 253_402_300_799_999) continue // No instant after the year 9999 is stored.
        states.push([await works(server, token), (await user.send(getOneToken, { params: { tokenId: id } })).body.state])
        seen++
      }
      expect([zone, date, states]).toEqual([zone, date, [[200, 'valid'], [401, 'expired'], [401, 'expired'], [401, 'expired']].slice(0, states.length)])
      expect((await user.send(getOneToken, { params: { tokenId: id } })).body).toMatchObject({
        end_date: date,
        expires_at: `${date}T23:59:59.000Z`,
        expired: true,
      })
      await close()
    }
  }
  expect(seen).toBe(12 * 7 * 4 - 12)
})

test('until its last millisecond the end date is added, moved and removed; after that nothing of the token is', async () => {
  const { server, user, id, token, put, close } = await at('2028-02-29')
  server.advance(lead - 1)
  expect([
    await put({ end_date: null }),
    await put({ end_date: '2028-02-29' }),
    await put({ end_date: '2028-03-01' }),
    await put({ end_date: '2028-02-29' }),
  ]).toEqual([200, 200, 200, 200])
  server.advance(1)
  expect(await works(server, token)).toBe(401)
  for (const [change, pointer] of [
    [{ end_date: '2028-03-01' }, '/end_date'],
    [{ end_date: null }, '/end_date'],
    [{ status: 'enabled' }, '/status'],
    [{ status: 'disabled' }, '/status'],
    [{ name: 'other' }, '/name'],
    [{ name: 'x', status: 'enabled' }, '/status'],
  ] as const) {
    expect([change, await put(change)]).toEqual([change, [400, 'invalid-value', pointer]])
  }
  expect((await user.send(getOneToken, { params: { tokenId: id } })).body).toMatchObject({ name: 'signing', end_date: '2028-02-29', state: 'expired' })
  await close()
})

test('a token that was disabled when its end date passed cannot be enabled', async () => {
  const { server, token, put, close } = await at('2027-01-31')
  expect(await put({ status: 'disabled' })).toBe(200)
  server.advance(lead)
  expect(await put({ status: 'enabled' })).toEqual([400, 'invalid-value', '/status'])
  expect(await works(server, token)).toBe(401)
  await close()
})

test('what has expired stays expired when the clock is set back, and is not extended in the past', async () => {
  for (const back of [1, minute, hour, day, 400 * day]) {
    const { server, token, put, close } = await at('2027-03-28')
    server.advance(lead)
    expect(await works(server, token)).toBe(401)
    server.advance(-back)
    expect([back, await works(server, token), await put({ end_date: '2027-04-01' })]).toEqual([back, 401, [400, 'invalid-value', '/end_date']])
    await close()
  }
  // A step back before the end, and forward again over it.
  const { server, token, close } = await at('2027-03-28')
  server.advance(-30 * day)
  expect(await works(server, token)).toBe(200)
  server.advance(31 * day)
  expect(await works(server, token)).toBe(401)
  await close()
})

test('a date that is over, does not exist, or is no date is refused where it stands', async () => {
  const server = await testApp(await openSqlite(':memory:'))
  const user = await server.as('user')
  const wrong = [
    '2026-11-20', '2025-11-21', '0000-01-01', '1969-12-31', '2027-02-29', '2027-02-30', '2027-04-31', '2027-13-01', '2027-00-10', '2100-02-29', '10000-01-01',
    '+010000-01-01', '99999-12-31', '-000001-01-01',
    '2027-01-31T00:00:00Z', '2027-01-31T12:00', '2027-01-31Z', '2027-01-31+02:00', '2027-01-31 ', ' 2027-01-31', '2027-1-31', '20270131', '31.01.2027',
    '01/31/2027', '2027-W05-7', '2027-031', 'tomorrow', '', '2027-01-31\n', '２０２７-01-31',
    1_800_000_000, true, {}, ['2027-01-31'],
  ]
  for (const endDate of wrong) {
    const { status, problem } = await user.send(createOneToken, { body: { name: 'x', end_date: endDate } })
    expect([endDate, status, problem.code, problem.errors[0]?.pointer]).toEqual([endDate, 400, 'invalid-value', '/end_date'])
  }
  // Today is not over before its last second.
  expect((await user.send(createOneToken, { body: { name: 'today', end_date: '2026-11-21' } })).status).toBe(201)
  server.advance(Date.parse('2026-11-21T23:59:59Z') - start - 1)
  const late = await server.signIn(user.person)
  expect((await late.send(createOneToken, { body: { name: 'last', end_date: '2026-11-21' } })).status).toBe(201)
  server.advance(1)
  expect((await late.send(createOneToken, { body: { name: 'over', end_date: '2026-11-21' } })).problem.errors[0]?.pointer).toBe('/end_date')
  await server.store.close()
})

import { expect, test } from 'vitest'
import { z } from 'zod'
import { AccountFacts } from '#contract/account-facts.ts'
import { safeParseInTurns } from './check-in-turns.ts'
import { turnsOf } from '../testing/turns.ts'

const options = { error: () => undefined }
const domains = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `d${at}.example.org`, is_active: true, more: { kept: true } }))
const paths = (answer: Awaited<ReturnType<typeof safeParseInTurns>>) => ('issues' in answer ? answer.issues.map(({ path }) => path.join('/')) : [])

test('it accepts what the schema accepts, and gives the same', async () => {
  for (const body of [
    {},
    { domains: domains(3) },
    { domains: domains(1234), organizations: [{ id: 1, name: 'Northwind' }], balance: { balance: '1.00', currency: 'USD' } },
  ]) {
    expect(await safeParseInTurns(AccountFacts, body, options)).toEqual({ data: AccountFacts.parse(body) })
  }
})

// The lists of the account facts may be null, and something is made of them: they were not seen to be lists, and checked in one go.
test('others get their turn while it checks, whatever stands around a list', async () => {
  const slow = z.any().refine(() => {
    for (const until = performance.now() + 1; performance.now() < until;);
    return true
  })
  const list = z.array(slow).refine((entries) => entries.length > 0)
  for (const field of [list, list.optional(), list.nullish().transform((value) => value ?? undefined).optional()]) {
    const turns = await turnsOf(async () => {
      expect(await safeParseInTurns(z.strictObject({ field }), { field: Array.from({ length: 200 }, () => 'entry') }, options)).toHaveProperty(
        'data.field.length',
        200,
      )
    })
    expect(turns).toBeGreaterThan(3)
    expect(await safeParseInTurns(z.strictObject({ field: list.min(500) }), { field: Array.from({ length: 21 }, () => 1) }, options)).toHaveProperty('issues')
  }
})

// Fails where the place of an entry is that in its slice, where the list's own rules go with the entries, and where fields that are
// not known pass.
test('it refuses what the schema refuses, at the same place', async () => {
  const wrong = domains(1000).map((domain, at) => (at === 777 ? { ...domain, is_active: 'yes' } : domain))
  expect(paths(await safeParseInTurns(AccountFacts, { domains: wrong }, options))).toEqual(['domains/777/is_active'])
  const twice = [...domains(1000), { id: 5, name: 'again.example.org', is_active: true }]
  expect(paths(await safeParseInTurns(AccountFacts, { domains: twice }, options))).toEqual(['domains'])
  const unknown = await safeParseInTurns(AccountFacts, { domains: domains(1000), colour: 'red' }, options)
  expect('issues' in unknown && unknown.issues[0]?.code).toBe('unrecognized_keys')
  expect(paths(await safeParseInTurns(AccountFacts, { domains: 'none' }, options))).toEqual(['domains'])
  expect('issues' in (await safeParseInTurns(AccountFacts, [], options))).toBe(true)
})

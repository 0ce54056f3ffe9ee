import { expect, test } from 'vitest'
import { AccountFacts } from '#contract/account-facts.ts'
import { safeParseInTurns } from './check-in-turns.ts'

const options = { error: () => undefined }
const domains = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `d${at}.example.org`, is_active: true, more: { kept: true } }))
const paths = (answer: Awaited<ReturnType<typeof safeParseInTurns>>) => ('issues' in answer ? answer.issues.map(({ path }) => path.join('/')) : [])

test('it accepts what the schema accepts, and gives the same', async () => {
  for (const body of [{}, { domains: domains(3) }, { domains: domains(1234), organizations: [{ id: 1, name: 'Northwind' }], balance: { balance: '1.00', currency: 'USD' } }]) {
    expect(await safeParseInTurns(AccountFacts, body, options)).toEqual({ data: AccountFacts.parse(body) })
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

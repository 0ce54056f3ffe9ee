import { expect, test } from 'vitest'
import { AccountFacts } from '#contract/account-facts.ts'
import { example, factsIn } from './account-facts-text.ts'

test('the example is what the server takes', () => {
  expect(AccountFacts.safeParse(factsIn(example).body).success).toBe(true)
})

test.each([
  ['', 'Paste JSON'],
  ['{ "domains": [', 'This is not JSON: '],
  ['[]', 'Give one object'],
  ['null', 'Give one object'],
  [`"${'x'.repeat(9 * 1024 * 1024)}"`, 'At most 8 MiB are taken at once.'],
])('what cannot be sent is said (%#)', (text, words) => {
  const { body, fault } = factsIn(text)
  expect(body).toBeUndefined()
  expect(fault).toContain(words)
})

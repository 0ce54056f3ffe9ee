import { expect, test } from 'vitest'
import * as apiKeys from '#contract/api-keys.ts'
import * as authTokens from '#contract/auth-tokens.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import * as tsigImport from '#contract/tsig-import.ts'
import * as tsigKeys from '#contract/tsig-keys.ts'
import { wordsForAllowed } from './allowed.ts'

const isEndpoint = (value: unknown): value is Endpoint => typeof value === 'object' && value !== null && 'takes' in value && 'action' in value

// TSIG keys came with the API and without words here: the page said that a token may do less than it may.
test('everything that an auth token opens has words, each its own', () => {
  const endpoints: unknown[] = [apiKeys, authTokens, tsigImport, tsigKeys].flatMap((module) => Object.values<unknown>(module))
  const actions = new Set(endpoints.filter(isEndpoint).filter(({ takes }) => takes.includes('auth-token')).map(({ action }) => action))
  expect(actions.size).toBeGreaterThan(15)
  expect([...actions].filter((action) => wordsForAllowed([action]).length !== 1)).toEqual([])
  expect(new Set(wordsForAllowed([...actions])).size).toBe(actions.size)
})

import { expect, test } from 'vitest'
import { holdsCredential, pastedCredential } from './pasted.ts'

// One of each length that the algorithms ask for; 48 octets have no padding.
const secrets = ['hG8sdYzTj2vZzT0qgYhWVQ==', 'kp4/24gyYsEzbuTVJRUMoqGFmN3LYgVDzJ/3oRSP7ys=', 'mQX9wQWw2pT4Zr8uYb1cNv5sKd7eLf3hGj6aXo0iRtUqWzEyBnMlPkJhGfDsAaQw']

test('a TSIG secret is a credential, alone and in a line of a configuration', () => {
  for (const secret of secrets) {
    for (const text of [secret, `  ${secret}\n`, `secret "${secret}";`, `secret: ${secret}`, `hmac-sha256:key.example:${secret}`])
      expect([text, holdsCredential(text), pastedCredential(text)]).toEqual([text, true, secret])
  }
})

test('an AuthKey is one', () => {
  const value = 'a8Zr4Kd0TqLw2XvB7nMcYp5HsJe9GfRu'
  expect(pastedCredential(value)).toBe(value)
})

// Fails with "20 characters of the alphabet of base64": these are searched for.
test('names, ids, addresses and paths are none', () => {
  for (const text of [
    'external-dns-us-east', 'axfr.fra2.nwnd.example', '0192c0de-7000-7000-8000-000000000001', 'averylongkeynamewithoutanydashes',
    '/services/v2/order/certificate/Type', 'somebody.with.a.long.name@example.org', '9f:4c:12:e0:7b',
    'id is any of (0192c0de-7000-7000-8000-000000000001, 0192c0de-7000-7000-8000-000000000002)', 'TerraformProductionDeployKey',
    'UPPERCASEANDNUMBERS1234567890', 'ssl_plus', 'name contains a|note contains b',
  ]) expect([text, holdsCredential(text)]).toEqual([text, false])
})

test('ours are known by how they begin, and half of one is held back', () => {
  expect(holdsCredential('csn_ak_7')).toBe(true)
  expect(pastedCredential('csn_ak_7QdRabcdEFGH1234ijklMN')).toBeUndefined()
})

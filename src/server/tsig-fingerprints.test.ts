import { expect, test } from 'vitest'
import { nodeHost } from './node/host.ts'
import { createFingerprints } from './tsig-fingerprints.ts'

const secret = (fill: number) => Buffer.alloc(32, fill).toString('base64')

// Fails without the key: whoever has a list of likely secrets could then look a fingerprint up on a server of their own.
test('a fingerprint is of a secret and of this server: the same here, another elsewhere', async () => {
  const host = nodeHost('silent')
  const [here, again, elsewhere] = [1, 1, 2].map((fill) => createFingerprints(host, new Uint8Array(32).fill(fill)))
  const found = await here!.of(secret(7))
  expect(found).toMatch(/^(?:[0-9a-f]{2}:){4}[0-9a-f]{2}$/)
  expect(await again!.of(secret(7))).toBe(found)
  expect(await here!.of(secret(8))).not.toBe(found)
  expect(await elsewhere!.of(secret(7))).not.toBe(found)
})

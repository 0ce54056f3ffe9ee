import { expect, test } from 'vitest'
import { createTsigKey, revealTsigSecret, updateTsigKey } from '#contract/tsig-keys.ts'
import { importTsigKeys } from '#contract/tsig-import.ts'
import { looksLikeHex } from '#contract/tsig-meant-secrets.ts'
import { onEachStore } from '../../testing/store.ts'
import { testApp } from '../../testing/app.ts'

const hexOf = (digits: number) => '0123456789abcdef'.repeat(9).slice(0, digits)
const base64Of = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

// Groups of four hex digits are base64 too: such a secret was taken, of half as many octets again, and opened nothing anywhere.
onEachStore('a secret that looks like hex', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    let made = 0
    const create = (secret: string, secretIs?: string) =>
      admin.send(createTsigKey, { body: { name: `key${++made}.example`, secret, ...(secretIs === undefined ? {} : { secretIs }) } })
    return { server, admin, create }
  }

  test('is asked about, in any case and with blanks in it, and becomes what it is said to be', async () => {
    const { admin, create } = await filled()
    for (const digits of [32, 34, 40, 56, 64, 96, 128]) {
      const hex = hexOf(digits)
      for (const typed of [hex, hex.toUpperCase(), `${hex.slice(0, 10)} ${hex.slice(10)}\n`]) {
        const { status, problem } = await create(typed)
        expect([status, problem.code, problem.errors[0]?.pointer]).toEqual([400, 'secret-looks-like-hex', '/secret'])
        expect(problem.detail).not.toContain(hex.slice(0, 10))
      }
      const asHex = await create(hex, 'hex')
      expect([asHex.status, asHex.body.secret, asHex.body.secretBits]).toEqual([201, base64Of(hex), digits * 4])
      expect((await admin.send(revealTsigSecret, { params: { tsigId: asHex.body.id } })).body.secret).toBe(base64Of(hex))
      const asBase64 = await create(hex, 'base64')
      if (digits % 4 === 0) expect([asBase64.status, asBase64.body.secret]).toEqual([201, hex])
      else expect(asBase64.code).toBe('secret-not-base64')
    }
    expect((await create('0'.repeat(32))).code, 'digits alone').toBe('secret-looks-like-hex')
  })

  test('nothing else is: what is no hex, or too short to be taken for it, and what is said and is not so', async () => {
    const { create } = await filled()
    for (const secret of [base64Of(hexOf(64)), `${hexOf(31)}g`, `${hexOf(30)}==`]) {
      expect(looksLikeHex(secret)).toBe(false)
      expect((await create(secret)).code, secret).not.toBe('secret-looks-like-hex')
    }
    expect((await create(base64Of(hexOf(64)), 'base64')).status).toBe(201)
    expect((await create(base64Of(hexOf(64)), 'hex')).problem).toMatchObject({ code: 'invalid-value', errors: [{ pointer: '/secret' }] })
    expect((await create(hexOf(16), 'hex')).status).toBe(400)
    expect((await create('ab'.repeat(513), 'hex')).code).toBe('secret-too-long')
    expect((await create('ab'.repeat(512), 'hex')).body.secretBits).toBe(4096)
    expect((await create(hexOf(64), 'octal')).code).toBe('invalid-value')
  })

  test('a change asks the same', async () => {
    const { admin, create } = await filled()
    const { id } = (await create(base64Of(hexOf(32)))).body
    const put = (body: Record<string, unknown>) => admin.send(updateTsigKey, { params: { tsigId: id }, body })
    expect((await put({ secret: hexOf(64) })).code).toBe('secret-looks-like-hex')
    expect((await put({ secret: hexOf(64), secretIs: 'hex' })).body.secretBits).toBe(256)
    expect((await put({ secret: hexOf(64), secretIs: 'base64' })).body.secretBits).toBe(384)
    expect((await put({ note: 'no secret', secretIs: 'hex' })).status).toBe(200)
  })

  test('an import takes it as nameservers do, and says what to look at', async () => {
    const { admin } = await filled()
    const text = [
      ['a', hexOf(64)],
      ['b', base64Of(hexOf(64))],
      ['c', hexOf(34)],
    ]
      .map(([name, secret]) => `key "${name}.example" { algorithm hmac-sha256; secret "${secret}"; };`)
      .join('\n')
    const { entries } = (await admin.send(importTsigKeys, { body: { text, dryRun: true } })).body as unknown as {
      entries: { name: string; state: string; problem: string | null }[]
    }
    expect(entries.map(({ name, state }) => [name, state])).toEqual([['a.example', 'new'], ['b.example', 'new'], ['c.example', 'invalid']])
    expect(entries[0]!.problem).toMatch(/^The secret looks like hex, of 32 octets\. It is taken as base64/)
    expect(entries[1]!.problem).toBe(null)
    expect(entries[2]!.problem).toMatch(/It looks like hex: nameservers want base64\.$/)
  })
})

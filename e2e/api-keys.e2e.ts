import { expect, test } from './fixtures.ts'
import { copySecret, done, expectRow, expectToast, fill, openAccount, press, save } from './words.ts'

for (const role of ['administrator', 'user'] as const) {
  const who = role === 'user' ? 'a standard user' : 'an administrator'
  test(`D1 ${who} generates a key`, async ({ as }) => {
    const page = await as(role, '/')
    await openAccount(page, 'My API Keys')
    await press(page.getByRole('main'), 'Generate API Key')
    await fill(page, { Name: 'apikey1' })
    await save(page)
    const value = await copySecret(page)
    await done(page)
    await expectToast(page, 'API key apikey1 generated')
    await expectRow(page, { Name: 'apikey1', Status: 'Active', Expires: '21 Nov 2027' })
    expect(value).toBeTruthy()
  })
}

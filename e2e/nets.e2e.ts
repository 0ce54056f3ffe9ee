import { createTsigKey } from '#contract/tsig-keys.ts'
import { test } from './world/fixtures.ts'
import { axe } from './world/words.ts'

/*
 * The nets under every test are tests too: each of these must fail, or nothing is caught anywhere.
 */
test('what the policy forbids fails the test that has it', async ({ as }) => {
  test.fail()
  const page = await as('user', '/')
  await page.evaluate(() => {
    const image = document.createElement('img')
    image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='
    document.body.append(image)
  })
  await page.getByRole('button', { name: 'Account' }).click()
})

test('a secret left in storage fails the test that leaves it', async ({ as, api }) => {
  test.fail()
  const { apiKey } = await (await api('user')).key('apikey1')
  const page = await as('user', '/')
  await page.evaluate((value) => sessionStorage.setItem('draft', value), apiKey)
})

test('a TSIG secret left in the page fails the test that leaves it, although it looks like any text', async ({ as, api }) => {
  test.fail()
  const page = await as('administrator', '/')
  const { secret } = await (await api('administrator')).call(createTsigKey, { body: { name: 'ns1.example' } })
  await page.evaluate((value) => document.querySelector('main')!.append(value), secret)
})

test('an error in the console fails the test that has it', async ({ as }) => {
  test.fail()
  const page = await as('user', '/')
  await page.evaluate(() => console.error('something is wrong'))
})

test('what axe finds fails the test that looks', async ({ as }) => {
  test.fail()
  const page = await as('user', '/')
  await page.evaluate(() => document.querySelector('main')!.append(document.createElement('button')))
  await axe(page)
})

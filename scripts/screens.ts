import type { Page } from '@playwright/test'

/** What the screens need to know of the data. */
interface Given {
  /** A key's value, to get an auth token with. */
  apiKey: string
  /** An invitation link. */
  invitation: string
}

interface Screen {
  name: string
  /** `user` has two keys with a history, `other` has none. */
  as: 'user' | 'other' | 'nobody'
  go: (page: Page, given: Given) => Promise<void>
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
const at = (path: string, title: string) => async (page: Page) => {
  await page.goto(path)
  await heading(page, title)
}
const keys = at('/my-api-keys', 'My API Keys')
async function rowMenu(page: Page, entry?: string) {
  await keys(page)
  await button(page, 'Actions for ns1-zone-sync').click()
  const item = page.getByRole('menuitem', { name: entry ?? 'Rotate Key', exact: true })
  await item.waitFor()
  if (entry === undefined) return
  await item.click()
  await page.getByRole('dialog').waitFor()
}
/** Makes a key for the moment of its picture: the dialog with the value needs one, and the picture after it none. */
async function generated(page: Page, after: (page: Page) => Promise<void> = async () => undefined) {
  await page.goto('/my-api-keys-new')
  await page.getByLabel('Name', { exact: true }).fill('grafana-read')
  await button(page, 'Save').click()
  await heading(page, 'API Key Generated - Action Required')
  await after(page)
}
/** And takes it away again, when the picture before it has been made. */
async function without(page: Page) {
  await page.goto('/my-api-keys')
  await heading(page, 'My API Keys')
  const actions = button(page, 'Actions for grafana-read')
  await page.getByRole('button', { name: /Account/ }).waitFor()
  if ((await actions.count()) === 0) return
  await actions.click()
  await page.getByRole('menuitem', { name: 'Delete Key' }).click()
  await button(page, 'Confirm').click()
  await heading(page, 'No API keys yet')
}
async function token(page: Page, { apiKey }: Given) {
  await page.goto('/auth-token')
  await page.getByLabel('API key', { exact: true }).fill(apiKey)
  await button(page, 'Get token').click()
  await page.getByRole('timer').waitFor()
}

/** Every screen and dialog of this version. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', as: 'nobody', go: at('/sign-in', 'Sign in') },
  {
    name: 'sign-in-refused', as: 'nobody', async go(page) {
      await page.goto('/sign-in')
      await page.getByLabel('Email').fill('nobody@nwnd.example')
      await page.getByLabel('Password', { exact: true }).fill('not the password at all')
      await button(page, 'Sign in').click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'setup', as: 'nobody', go: at('/setup#abcdefghijklmnop', 'Create the first administrator') },
  { name: 'setup-without-code', as: 'nobody', go: at('/setup', 'Create the first administrator') },
  {
    name: 'invitation', as: 'nobody', async go(page, { invitation }) {
      await page.goto(invitation)
      await page.getByText('as Ines Duarte').waitFor()
    },
  },
  {
    name: 'invitation-not-valid', as: 'nobody', async go(page) {
      await page.goto('/invitation#notthecode')
      await page.getByText('not valid any more').waitFor()
    },
  },
  { name: 'overview', as: 'user', go: at('/', 'Overview') },
  {
    name: 'overview-empty', as: 'other', async go(page) {
      await without(page)
      await at('/', 'Overview')(page)
    },
  },
  {
    name: 'account-menu', as: 'user', async go(page) {
      await at('/', 'Overview')(page)
      await button(page, 'Account').click()
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    },
  },
  { name: 'my-api-keys', as: 'user', go: keys },
  { name: 'my-api-keys-row-menu', as: 'user', go: (page) => rowMenu(page) },
  {
    name: 'my-api-keys-note', as: 'user', async go(page) {
      await keys(page)
      await button(page, 'Note on ns1-zone-sync').click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'my-api-keys-limit', as: 'user', async go(page) {
      await keys(page)
      await button(page, 'Generate API Key').click({ force: true })
      await page.getByRole('tooltip').waitFor()
    },
  },
  {
    name: 'my-api-keys-empty', as: 'other', async go(page) {
      await without(page)
      await heading(page, 'No API keys yet')
    },
  },
  { name: 'generate', as: 'other', go: at('/my-api-keys-new', 'Generate API Key') },
  {
    name: 'generate-expiration', as: 'other', async go(page) {
      await at('/my-api-keys-new', 'Generate API Key')(page)
      await page.getByRole('combobox', { name: 'Expiration' }).click()
      await page.getByRole('option', { name: 'Custom date' }).waitFor()
    },
  },
  {
    name: 'generate-faults', as: 'other', async go(page) {
      await at('/my-api-keys-new', 'Generate API Key')(page)
      await page.getByRole('combobox', { name: 'Expiration' }).click()
      await page.getByRole('option', { name: 'Custom date' }).click()
      await button(page, 'Save').click()
      await page.getByText('Enter a name.').waitFor()
    },
  },
  { name: 'generated', as: 'other', go: (page) => generated(page) },
  {
    name: 'generated-not-copied', as: 'other', async go(page) {
      await without(page)
      await generated(page, async () => {
        await button(page, 'Done').click()
        await page.getByText('was not copied').waitFor()
      })
    },
  },
  {
    name: 'generated-copied', as: 'other', async go(page) {
      await without(page)
      await generated(page, async () => {
        await button(page, 'Copy').click()
        await button(page, 'Copied').waitFor()
      })
    },
  },
  {
    name: 'my-api-keys-message', as: 'other', async go(page) {
      await without(page)
      await generated(page, async () => {
        await button(page, 'Copy').click()
        await button(page, 'Done').click()
        await page.getByRole('status').filter({ hasText: 'generated' }).waitFor()
      })
    },
  },
  { name: 'rotate', as: 'user', go: (page) => rowMenu(page, 'Rotate Key') },
  {
    name: 'rotate-old-value', as: 'user', async go(page) {
      await rowMenu(page, 'Rotate Key')
      await page.getByRole('combobox', { name: 'Old value stops working' }).click()
      await page.getByRole('option', { name: /After 7 days/ }).waitFor()
    },
  },
  { name: 'edit', as: 'user', go: (page) => rowMenu(page, 'Edit Key') },
  { name: 'confirm-deletion', as: 'user', go: (page) => rowMenu(page, 'Delete Key') },
  { name: 'auth-token', as: 'user', go: at('/auth-token', 'Auth token') },
  { name: 'auth-token-live', as: 'user', go: token },
  { name: 'profile', as: 'user', go: at('/profile', 'Profile') },
  { name: 'sessions', as: 'user', go: at('/sessions', 'Sessions') },
  { name: 'not-found', as: 'user', go: at('/no/such/page', 'There is no such page') },
  {
    name: 'navigation', as: 'user', async go(page) {
      await at('/', 'Overview')(page)
      const drawer = button(page, 'Navigation')
      if ((await drawer.count()) > 0) await drawer.click()
    },
  },
]

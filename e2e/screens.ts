import type { Page } from '@playwright/test'

/** A screen or dialog, as the demo shows it to somebody (docs/demo.md has what can be chosen). */
export interface Screen {
  seed?: string
  faults?: string
  name: string
  as: 'administrator' | 'user' | ''
  path: string
  /** What to do there; without it the page is waited for. */
  go?: (page: Page) => Promise<void>
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, exact: true }).first().waitFor()
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const dialog = (page: Page) => page.getByRole('dialog').waitFor()
const shows = (title: string | RegExp) => (page: Page) => heading(page, title)

/** Goes to the page of one of the list. */
const toPage = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('main').getByRole('link', { name, exact: true }).first().click()
  await heading(page, 'Facts')
}

/** Opens a row's menu, chooses an entry of it, and waits for the dialog. */
const fromRow = (row: string, entry?: string) => async (page: Page) => {
  await button(page, `Actions for ${row}`).click()
  if (entry === undefined) return page.getByRole('menuitem').first().waitFor()
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
  await dialog(page)
}

/** Presses a button that opens a dialog or a panel. */
const press = (name: string | RegExp) => async (page: Page) => {
  await button(page, name).first().click()
  await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor()
}

async function filters(page: Page) {
  await button(page, /^Filters/).click()
  await page.getByRole('region', { name: 'Filters' }).or(page.getByRole('dialog')).first().waitFor()
}

async function columns(page: Page) {
  await button(page, /^Columns|Table options/).click()
  await page.getByRole('menuitem', { name: 'Columns' }).click({ timeout: 1000 }).catch(() => undefined)
  await page.getByRole('dialog').waitFor()
}

const choose = (label: string, option: string | RegExp) => async (page: Page) => {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).waitFor()
}

/** Fills in a dialog's only needed field and saves. */
const make = (label: string, value: string, submit: string) => async (page: Page) => {
  await field(page, label).fill(value)
  await button(page, submit).click()
}

async function generated(page: Page) {
  await make('Name', 'grafana-read', 'Save')(page)
  await heading(page, 'API Key Generated - Action Required')
}

/** Calls the API as whoever is signed in in this tab. */
const call = <T>(page: Page, method: string, path: string, body: object): Promise<T> =>
  page.evaluate(async ([verb, at, text]) => {
    const response = await fetch(at!, { method: verb!, headers: { 'X-Countersign-CSRF': '1', 'Content-Type': 'application/json' }, body: text! })
    return (await response.json()) as T
  }, [method, path, JSON.stringify(body)])

async function invitation(page: Page) {
  const {
    invitation: { url },
  } = await call<{ invitation: { url: string } }>(page, 'POST', '/api/v1/users', { name: 'Ines Duarte', email: 'ines.duarte@nwnd.example', role: 'user' })
  const at = new URL(url)
  await page.goto(`${at.origin}${at.pathname}?as=${at.hash}`)
  await page.getByText('as Ines Duarte').waitFor()
}

async function liveToken(page: Page) {
  const { apiKey } = await call<{ apiKey: string }>(page, 'POST', '/accessmanagement/api-key', { name: 'grafana-read' })
  await field(page, 'API key').fill(apiKey)
  await button(page, 'Get token').click()
  await page.getByRole('timer').waitFor()
}

/** Proved where the server fetches its file by itself; now it waits for a person, who brings the other server's by hand. */
async function rollover(page: Page) {
  await fromRow('axfr.fra2.nwnd.example', 'Roll over')(page)
  await button(page, 'Show the plan').click()
  await button(page, 'Start').click()
  await page.locator('[aria-current=step]').waitFor()
  await page.waitForFunction(async () => {
    const { data } = (await (await fetch('/api/v1/nameservers')).json()) as { data: { name: string; running: { state: string } }[] }
    return data.find(({ name }) => name === 'ns1.nwnd.example')?.running.state === 'up-to-date'
  }, undefined, { polling: 500 })
  await button(page, 'Go on').click()
  await button(page, 'It is in place').waitFor()
}

const find = (text: string) => async (page: Page) => {
  await heading(page, 'Overview')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /Search everything/ }).fill(text)
  await page.getByRole('option').first().waitFor()
}

const admin = { as: 'administrator' } as const
const user = { as: 'user' } as const
const nobody = { as: '' } as const

/** Every screen, and the dialogs and states that look like no other. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', ...nobody, path: '/sign-in', go: shows('Sign in') },
  {
    name: 'sign-in-refused', ...nobody, path: '/sign-in', async go(page) {
      await field(page, 'Email').fill('nobody@nwnd.example')
      await page.getByLabel('Password', { exact: true }).fill('not the password at all')
      await button(page, 'Sign in').click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'setup', ...nobody, seed: 'empty', path: '/setup#abcdefghijklmnop', go: shows('Create the first administrator') },
  { name: 'invitation', ...admin, path: '/profile', go: invitation },
  { name: 'invitation-not-valid', ...nobody, path: '/invitation#notthecode', go: (page) => page.getByText('not valid any more').waitFor() },

  { name: 'overview', ...admin, path: '/' },
  { name: 'overview-of-a-user', ...user, path: '/' },
  { name: 'overview-empty', ...user, seed: 'small', path: '/' },
  { name: 'account-menu', ...user, path: '/', go: press('Account') },
  { name: 'search-everything', ...admin, path: '/', go: find('zone') },
  {
    name: 'navigation', ...admin, path: '/', async go(page) {
      const drawer = button(page, 'Navigation')
      if ((await drawer.count()) > 0) await drawer.click()
    },
  },

  { name: 'my-api-keys', ...user, path: '/my-api-keys' },
  { name: 'my-api-keys-empty', ...user, seed: 'small', path: '/my-api-keys', go: shows('No API keys yet') },
  { name: 'my-api-keys-row-menu', ...user, path: '/my-api-keys', go: fromRow('apikey1') },
  { name: 'generate', ...user, seed: 'small', path: '/my-api-keys-new', go: shows('Generate API Key') },
  { name: 'generate-expiration', ...user, seed: 'small', path: '/my-api-keys-new', go: choose('Expiration', 'Custom date') },
  { name: 'generate-faults', ...user, seed: 'small', path: '/my-api-keys-new', go: (page) => button(page, 'Save').click() },
  { name: 'generated', ...user, seed: 'small', path: '/my-api-keys-new', go: generated },
  { name: 'rotate', ...user, path: '/my-api-keys', go: fromRow('apikey1', 'Rotate Key') },
  { name: 'edit', ...user, path: '/my-api-keys', go: fromRow('apikey1', 'Edit Key') },
  { name: 'confirm-deletion', ...user, path: '/my-api-keys', go: fromRow('apikey1', 'Delete Key') },
  { name: 'auth-token', ...user, path: '/auth-token', go: shows('Auth token') },
  { name: 'auth-token-live', ...user, seed: 'small', path: '/auth-token', go: liveToken },
  { name: 'profile', ...user, path: '/profile', go: shows('Profile') },
  { name: 'sessions', ...user, path: '/sessions', go: shows('Sessions') },
  { name: 'not-found', ...user, path: '/no/such/page', go: shows('There is no such page') },

  {
    name: 'key-page',
    ...admin,
    path: '/settings/access-management/api-keys?filter=name%20equals%20edge-purge',
    go: async (page) => {
      await page.getByRole('link', { name: 'edge-purge' }).click()
      await shows('Who still uses the old value')(page)
    },
  },
  { name: 'tsig-key-page', ...admin, path: '/dns/configurations/tsig-keys', go: toPage('axfr.ams1.nwnd.example') },
  { name: 'certcentral-key-page', ...admin, path: '/certcentral/api-keys', go: toPage('CSM Connector Integration') },
  { name: 'auth-key-page', ...admin, path: '/certcentral/auth-keys', go: toPage(/^[0-9a-f-]{36}$/) },
  { name: 'one-token-page', ...admin, path: '/digicert-one/api-tokens', go: toPage('Software Trust - release signing') },
  { name: 'users', ...admin, path: '/settings/access-management/users' },
  { name: 'users-new', ...admin, path: '/settings/access-management/users-new', go: dialog },
  {
    name: 'user', ...admin, path: '/settings/access-management/users', async go(page) {
      await page.getByRole('link', { name: 'Jonas Meyer', exact: true }).first().click()
      await heading(page, 'Jonas Meyer')
    },
  },
  { name: 'api-keys', ...admin, path: '/settings/access-management/api-keys' },
  { name: 'api-keys-filters', ...admin, path: '/settings/access-management/api-keys', go: filters },
  { name: 'api-keys-columns', ...admin, path: '/settings/access-management/api-keys', go: columns },
  { name: 'api-keys-no-match', ...admin, path: '/settings/access-management/api-keys?q=nothing-is-called-so' },
  { name: 'api-keys-error', ...admin, faults: 'list-api-keys:fail-500', path: '/settings/access-management/api-keys' },
  { name: 'api-keys-loading', ...admin, faults: 'list-api-keys:fail-hold', path: '/settings/access-management/api-keys' },
  { name: 'api-keys-new-for', ...admin, path: '/settings/access-management/api-keys-new', go: dialog },
  { name: 'rotations', ...admin, path: '/settings/access-management/api-keys/rotations', go: shows('Rotations') },
  {
    name: 'api-keys-rotate-several',
    ...admin,
    path: '/settings/access-management/api-keys',
    go: async (page) => {
      const all = page.getByRole('checkbox', { name: 'Select all on this page' })
      await all.or(page.getByRole('checkbox', { name: /^Select / }).first()).first().check()
      await button(page, 'Actions').last().click()
      await page.getByRole('menuitem', { name: 'Rotate API Key', exact: true }).click()
      await page.getByRole('combobox', { name: 'Expiration' }).waitFor()
    },
  },
  { name: 'audit-log', ...admin, path: '/settings/access-management/audit-log' },

  { name: 'tsig-keys', ...admin, path: '/dns/configurations/tsig-keys' },
  { name: 'tsig-keys-new', ...admin, path: '/dns/configurations/tsig-keys-new', go: dialog },
  { name: 'tsig-keys-algorithm', ...admin, path: '/dns/configurations/tsig-keys-new', go: choose('Algorithm', /^HMAC-SHA256/) },
  { name: 'rollover', ...admin, path: '/dns/configurations/tsig-keys', go: rollover },
  { name: 'rollovers', ...admin, path: '/dns/configurations/rollovers' },
  { name: 'tsig-keys-import', ...admin, path: '/dns/configurations/tsig-keys-import', go: shows('Import TSIG keys') },
  { name: 'tsig-keys-of-a-user', ...user, path: '/dns/configurations/tsig-keys' },
  { name: 'tsig-keys-empty', ...admin, seed: 'small', path: '/dns/configurations/tsig-keys' },

  { name: 'certcentral-keys', ...admin, path: '/certcentral/api-keys' },
  { name: 'certcentral-keys-new', ...admin, path: '/certcentral/api-keys-new', go: dialog },
  { name: 'auth-keys', ...admin, path: '/certcentral/auth-keys' },
  { name: 'auth-keys-new', ...admin, path: '/certcentral/auth-keys-new', go: dialog },
  { name: 'connectors', ...admin, path: '/certcentral/connectors' },
  { name: 'connectors-new', ...admin, path: '/certcentral/connectors-new', go: dialog },

  { name: 'account-facts', ...admin, path: '/certcentral/connectors/account-facts', go: shows('Account facts') },

  { name: 'one-tokens', ...user, path: '/digicert-one/api-tokens' },
  { name: 'one-tokens-new', ...user, path: '/digicert-one/api-tokens-new', go: shows('Create API key') },
  { name: 'one-tokens-empty', ...user, seed: 'small', path: '/digicert-one/api-tokens' },
]

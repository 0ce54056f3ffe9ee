import { listUsers, updateUser } from '#contract/users.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'

test('a standard user is told at every address of Settings that it is for administrators, and the console asks nothing for them', async ({
  as,
  api,
  visits,
}) => {
  test.slow()
  const { id } = await (await api('user')).key('apikey1')
  const { data } = await (await api('administrator')).call(listUsers)
  const [own, other] = [people.user, people.other].map(({ email }) => data.find((user) => user.email === email)!.id)
  const users = '/settings/access-management/users'
  const addresses = [
    '/settings/access-management',
    users,
    `${users}-new`,
    `${users}-edit/${other}`,
    `${users}-role/${own}`,
    `${users}/${other}`,
    `${users}/${own}`,
    `${users}/${own}/edit`,
    `${users}/${own}/role`,
    `${users}/${own}/api-keys-new`,
    `${users}/${own}/api-keys/${id}/edit`,
    `${users}/${own}/api-keys/${id}/rotate`,
    '/settings/access-management/api-keys',
    `/settings/access-management/api-keys/${id}/edit`,
    `/settings/access-management/api-keys/${id}/rotate`,
    '/settings/access-management/audit-log',
    '/certcentral/connectors',
    '/dns/configurations/tsig-keys-new',
  ]
  const page = await as('user', '/profile')
  await expect(page.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible()
  const asked = () => visits[0]!.watch.urls.map((url) => new URL(url).pathname).filter((path) => /^\/(?:api|accessmanagement|auth)\//.test(path))
  for (const address of addresses) {
    await test.step(address, async () => {
      const before = asked().length
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1, name: 'This page is for administrators' })).toBeVisible()
      await expect(page.getByText('Only they can see what is here. You are signed in as a standard user')).toBeVisible()
      await expect(page).toHaveTitle('This page is for administrators · Countersign')
      await expect(page.getByRole('link', { name: 'Access Management' })).toHaveCount(0)
      await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).not.toContainText('Settings')
      // A refused request would be in the console too, where it fails the test.
      expect(new Set(asked().slice(before))).toEqual(new Set(['/api/v1/session']))
    })
  }
})

test('an administrator who is made a standard user loses Settings with the next page', async ({ as, api, allow }) => {
  const ruth = await api('administrator')
  const { data } = await ruth.call(listUsers)
  const userId = data.find(({ email }) => email === people.user.email)!.id
  await ruth.call(updateUser, { params: { userId }, body: { role: 'administrator' } })
  const page = await as('user', '/settings/access-management/api-keys')
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible()
  await ruth.call(updateUser, { params: { userId }, body: { role: 'user' } })
  allow(/status of 40[34] /)
  await page.goto('/settings/access-management/users')
  await expect(page.getByRole('heading', { level: 1, name: 'This page is for administrators' })).toBeVisible()
})

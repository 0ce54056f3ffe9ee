import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { afterDialog, isPublic, nextPath, pageOf, paths, saidOnce } from './paths.ts'

beforeAll(() => void vi.stubGlobal('location', { origin: 'https://keys.example' }))
afterAll(() => void vi.unstubAllGlobals())

it('goes back to a path of this console, and nowhere else', () => {
  expect(nextPath('/my-api-keys?a=b#c')).toBe('/my-api-keys?a=b')
  for (const elsewhere of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/sign-in?next=/',
    'my-api-keys',
  ])
    expect(nextPath(elsewhere)).toBe('/')
})

it('says no more in the address of sign-in than it must', () => {
  expect(paths.signIn('/')).toBe('/sign-in')
  expect(paths.signIn('/a?b=c')).toBe('/sign-in?next=%2Fa%3Fb%3Dc')
})

it('knows that a dialog is of the page under it', () => {
  for (const path of [paths.myApiKeys, paths.myApiKeysNew, paths.myApiKeyEdit('x'), paths.myApiKeyRotate('x')]) expect(pageOf(path)).toBe('/my-api-keys')
  for (const path of [paths.apiKeys, paths.apiKeyEdit('x'), paths.apiKeyRotate('x')]) expect(pageOf(path)).toBe(paths.apiKeys)
  for (const path of [paths.userApiKeysNew('u'), paths.userApiKeyEdit('u', 'k'), paths.userApiKeyRotate('u', 'k'), paths.userEdit('u'), paths.userRole('u')])
    expect(pageOf(path)).toBe(paths.user('u'))
  for (const page of [paths.apiKey('x'), paths.myApiKey('x')])
    expect([page, `${page}/edit-here`, `${page}/rotate-here`].map(pageOf)).toEqual([page, page, page])
  for (const page of [paths.tsigKey('x'), paths.certcentralKey('x'), paths.authKey('x'), paths.oneToken('x')])
    expect([page, `${page}/edit-here`, `${page}/export-here`, `${page}/export-here/bind`].map(pageOf)).toEqual([page, page, page, page])
  for (const path of [paths.usersNew, paths.usersEdit('u'), paths.usersRole('u')]) expect(pageOf(path)).toBe(paths.users)
  for (const path of [paths.tsigKeysNew, paths.tsigKeyEdit('x'), paths.tsigKeyExport('x'), paths.tsigKeyExport('x', 'bind')])
    expect(pageOf(path)).toBe(paths.tsigKeys)
  for (const path of [paths.tsigKeyCheck('x'), paths.tsigKeysCheck]) expect(pageOf(path)).toBe(paths.tsigKeys)
  expect([paths.tsigKeyCheckHere('x'), paths.nameserversCheck, paths.nameserverCheck('n')].map(pageOf))
    .toEqual([paths.tsigKey('x'), paths.nameservers, paths.nameserver('n')])
  expect(pageOf(paths.tsigKeysImport)).toBe(paths.tsigKeysImport)
  expect(pageOf(paths.overview)).not.toBe(pageOf(paths.profile))
  expect([isPublic('/sign-in'), isPublic('/setup'), isPublic('/invitation'), isPublic('/')]).toEqual([true, true, true, false])
})

it('what was said to a dialog goes with it, and what is the list\'s stays', () => {
  const { search } = new URL(paths.tsigKeyUsesNew('x', '192.0.2.53#5353'), 'https://keys.example')
  expect([search, afterDialog(search)]).toEqual(['?noted=192.0.2.53%235353', ''])
  expect(afterDialog('?filter=name%20contains%20a&noted=b&tz=UTC')).toBe('?filter=name+contains+a&tz=UTC')
  expect(afterDialog('?q=unnoted%3D1')).toBe('?q=unnoted%3D1')
})

// What a page's loader reads of the address was said to it by a link, not chosen in a table: without a place here it would stay for good.
it('every word that a loader reads of its address is known to be said once, or is of a page that one leaves', () => {
  const left: readonly string[] = ['src/web/pages/sign-in/sign-in.tsx: next']
  const read = globSync('src/web/pages/**/*.tsx').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new URL\(request\.url\)\.searchParams\.get\('(\w+)'\)/g)].map(([, word]) => `${file}: ${word}`))
  expect(read).toContain('src/web/pages/nameservers/add-use.tsx: noted')
  expect(read.filter((one) => !left.includes(one) && !saidOnce.some((word) => one.endsWith(`: ${word}`)))).toEqual([])
})

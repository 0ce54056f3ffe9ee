/** Every link of the console (S3). Create URLs end in `-new`, so that a thing may be called "new". */
export const paths = {
  overview: '/',
  signIn: (next?: string) => (next === undefined || next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`),
  setup: '/setup',
  invitation: '/invitation',

  myApiKeys: '/my-api-keys',
  myApiKeysNew: '/my-api-keys-new',
  myApiKeyEdit: (id: string) => `/my-api-keys/${encodeURIComponent(id)}/edit`,
  myApiKeyRotate: (id: string) => `/my-api-keys/${encodeURIComponent(id)}/rotate`,
  authToken: '/auth-token',
  profile: '/profile',
  sessions: '/sessions',

  tsigKeys: '/dns/configurations/tsig-keys',
  certcentralKeys: '/certcentral/api-keys',
  authKeys: '/certcentral/auth-keys',
  connectors: '/certcentral/connectors',
  oneTokens: '/digicert-one/api-tokens',
  users: '/settings/access-management/users',
} as const

/** Where to go after signing in: a path of this console, or the overview. Anything that could leave it is dropped. */
export function nextPath(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return paths.overview
  const url = URL.parse(next, location.origin)
  return url === null || url.origin !== location.origin || url.pathname === '/sign-in' ? paths.overview : url.pathname + url.search
}

/** Pages for people who are not signed in. */
export const isPublic = (pathname: string) => pathname === '/sign-in' || pathname === paths.setup || pathname === paths.invitation

/** Which page a path is of: a dialog over a page has a path of its own and is of that page. */
export const pageOf = (pathname: string) => {
  const [, first = '', ...rest] = pathname.split('/')
  return first === 'my-api-keys' || first === 'my-api-keys-new' ? 'my-api-keys' : [first, ...rest].join('/')
}

import { aboutKind, credentialKinds, type CredentialKind } from '#contract/credential-kinds.ts'
import type { Role } from '#contract/permissions.ts'

/** Every link of the console (S3). Create URLs end in `-new`, so that a thing may be called "new". */
export const paths = {
  overview: '/',
  /** `next`: where to go from there; `why`: why one is there (`expired`, `ended`). */
  signIn: (next?: string, why?: string) => {
    const query = [...(next === undefined || next === '/' ? [] : [`next=${encodeURIComponent(next)}`]), ...(why === undefined ? [] : [`why=${why}`])]
    return query.length === 0 ? '/sign-in' : `/sign-in?${query.join('&')}`
  },
  setup: '/setup',
  invitation: '/invitation',

  myApiKeys: credentialKinds['api-key'].own,
  myApiKeysNew: '/my-api-keys-new',
  myApiKeyEdit: (id: string) => `/my-api-keys/${encodeURIComponent(id)}/edit`,
  myApiKeyRotate: (id: string) => `/my-api-keys/${encodeURIComponent(id)}/rotate`,
  /** A key's own page. Its dialogs are over it, and not over the list. */
  myApiKey: (id: string) => `/my-api-keys/${encodeURIComponent(id)}`,
  authToken: '/auth-token',
  profile: '/profile',
  sessions: '/sessions',

  tsigKeys: credentialKinds['tsig-key'].list,
  tsigKeysNew: '/dns/configurations/tsig-keys-new',
  /** A page of its own: what would be imported needs the room. */
  tsigKeysRotation: '/dns/configurations/tsig-keys-rotation',
  tsigKeyRotationHere: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/rotation-here`,
  tsigKeysImport: '/dns/configurations/tsig-keys-import',
  /** A key's own page, and the dialogs that are over it and not over the list. */
  tsigKey: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}`,
  tsigKeyEditHere: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/edit-here`,
  tsigKeyExportHere: (id: string, format?: string) =>
    `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/export-here${format === undefined ? '' : `/${encodeURIComponent(format)}`}`,
  tsigKeyEdit: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/edit`,
  tsigKeyExport: (id: string, format?: string) =>
    `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/export${format === undefined ? '' : `/${encodeURIComponent(format)}`}`,
  /** **Add use** over the key's page. `noted`: of that word of **Used by**. */
  tsigKeyUsesNew: (id: string, noted?: string) =>
    `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/use-here${noted === undefined ? '' : `?noted=${encodeURIComponent(noted)}`}`,
  /** **Check** over the list, and over the key's page; **Check all** over either list. */
  tsigKeyCheck: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/check`,
  tsigKeyCheckHere: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/check-here`,
  tsigKeysCheck: '/dns/configurations/tsig-keys-check',
  nameservers: credentialKinds['server-credential'].list,
  nameserversNew: '/dns/configurations/nameservers-new',
  /** The uses that an import found, in the state of the way there. */
  nameserversUses: '/dns/configurations/nameservers-uses',
  /** Over the list; `nameserverEdit` is the same over the nameserver's own page. */
  nameserversEdit: (id: string) => `/dns/configurations/nameservers-edit/${encodeURIComponent(id)}`,
  nameserver: (id: string) => `/dns/configurations/nameservers/${encodeURIComponent(id)}`,
  nameserverEdit: (id: string) => `/dns/configurations/nameservers/${encodeURIComponent(id)}/edit`,
  nameserverCheck: (id: string) => `/dns/configurations/nameservers/${encodeURIComponent(id)}/check`,
  nameserversCheck: '/dns/configurations/nameservers-check',
  nameserverPowerdns: (id: string) => `/dns/configurations/nameservers/${encodeURIComponent(id)}/powerdns-api`,
  nameserverUsesNew: (id: string) => `/dns/configurations/nameservers/${encodeURIComponent(id)}/use-new`,
  tsigKeyRollOver: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/roll-over`,
  tsigKeyRollOverHere: (id: string) => `/dns/configurations/tsig-keys/${encodeURIComponent(id)}/roll-over-here`,
  rollovers: '/dns/configurations/rollovers',
  /** **Roll over all legacy keys**, over the list. */
  rolloversLegacy: '/dns/configurations/rollovers-legacy',
  rollover: (id: string) => `/dns/configurations/rollovers/${encodeURIComponent(id)}`,
  certcentralKeys: credentialKinds['certcentral-key'].list,
  certcentralKeysNew: '/certcentral/api-keys-new',
  certcentralKey: (id: string) => `/certcentral/api-keys/${encodeURIComponent(id)}`,
  certcentralKeyEditHere: (id: string) => `/certcentral/api-keys/${encodeURIComponent(id)}/edit-here`,
  certcentralKeyEdit: (id: string) => `/certcentral/api-keys/${encodeURIComponent(id)}/edit`,
  authKeys: credentialKinds['auth-key'].list,
  authKeysNew: '/certcentral/auth-keys-new',
  authKey: (id: string) => `/certcentral/auth-keys/${encodeURIComponent(id)}`,
  /** A page of its own: the validator stands beside it. */
  requestToken: (id: string) => `/certcentral/auth-keys/${encodeURIComponent(id)}/request-token`,
  connectors: '/certcentral/connectors',
  connectorsNew: '/certcentral/connectors-new',
  accountFacts: '/certcentral/connectors/account-facts',
  connector: (id: string) => `/certcentral/connectors/${encodeURIComponent(id)}`,
  connectorEdit: (id: string) => `/certcentral/connectors/${encodeURIComponent(id)}/edit`,
  oneTokens: credentialKinds['one-token'].list,
  oneTokensNew: '/digicert-one/api-tokens-new',
  /** **Congratulations**: shows a value that is here only, so the address alone leads to the list. */
  oneTokensCreated: '/digicert-one/api-tokens-created',
  oneToken: (id: string) => `/digicert-one/api-tokens/${encodeURIComponent(id)}`,
  oneTokenEditHere: (id: string) => `/digicert-one/api-tokens/${encodeURIComponent(id)}/edit-here`,
  oneTokenEdit: (id: string) => `/digicert-one/api-tokens/${encodeURIComponent(id)}/edit`,

  users: '/settings/access-management/users',
  usersNew: '/settings/access-management/users-new',
  /** **Edit User** and **Change Role** over the list; `userEdit` and `userRole` are the same over the user's own page. */
  usersEdit: (id: string) => `/settings/access-management/users-edit/${encodeURIComponent(id)}`,
  usersRole: (id: string) => `/settings/access-management/users-role/${encodeURIComponent(id)}`,
  user: (id: string) => `/settings/access-management/users/${encodeURIComponent(id)}`,
  userEdit: (id: string) => `/settings/access-management/users/${encodeURIComponent(id)}/edit`,
  userRole: (id: string) => `/settings/access-management/users/${encodeURIComponent(id)}/role`,
  userApiKeysNew: (id: string) => `/settings/access-management/users/${encodeURIComponent(id)}/api-keys-new`,
  userApiKeyEdit: (id: string, keyId: string) => `/settings/access-management/users/${encodeURIComponent(id)}/api-keys/${encodeURIComponent(keyId)}/edit`,
  userApiKeyRotate: (id: string, keyId: string) => `/settings/access-management/users/${encodeURIComponent(id)}/api-keys/${encodeURIComponent(keyId)}/rotate`,
  apiKeys: credentialKinds['api-key'].list,
  apiKeyEdit: (id: string) => `/settings/access-management/api-keys/${encodeURIComponent(id)}/edit`,
  apiKeyRotate: (id: string) => `/settings/access-management/api-keys/${encodeURIComponent(id)}/rotate`,
  apiKey: (id: string) => `/settings/access-management/api-keys/${encodeURIComponent(id)}`,
  /** Which old values still work. */
  apiKeysRotating: '/settings/access-management/api-keys/rotations',
  apiKeysNew: '/settings/access-management/api-keys-new',
  auditLog: '/settings/access-management/audit-log',
  auditStatement: '/settings/access-management/audit-log/statement',
} as const

/** Where somebody of this role finds credentials of a kind: everybody's list is not there for all. */
export function listOf(kind: CredentialKind, role: Role): string {
  const { list, own = list } = aboutKind(kind)
  return role === 'administrator' ? list : own
}

/** The page of one credential; of an auth token, by the id of the key it was bought with. */
export function pageOfCredential(kind: CredentialKind, id: string, role: Role): string {
  return `${listOf(kind, role)}/${encodeURIComponent(id)}`
}

/** Where to go after signing in: a path of this console, or the overview. Anything that could leave it is dropped. */
export function nextPath(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return paths.overview
  const url = URL.parse(next, location.origin)
  return url === null || url.origin !== location.origin || url.pathname === '/sign-in' ? paths.overview : url.pathname + url.search
}

/** Words of an address that are said to a dialog, once: they go with it. All others are of the page under it, and stay. */
export const saidOnce = ['noted'] as const

/** What stands behind the `?` once a dialog is closed. */
export function afterDialog(search: string): string {
  if (!saidOnce.some((word) => search.includes(`${word}=`))) return search
  const query = new URLSearchParams(search)
  for (const word of saidOnce) query.delete(word)
  return query.size === 0 ? '' : `?${query}`
}

/** Pages for people who are not signed in. */
export const isPublic = (pathname: string) => pathname === '/sign-in' || pathname === paths.setup || pathname === paths.invitation

/** A credential's own page, and what is over it. */
const credentialPage = new RegExp(
  `^(?:${[...new Set(Object.values(credentialKinds).flatMap((kind) => ('own' in kind ? [kind.own, kind.list] : [kind.list])))].join('|')})/[^/]+` +
    String.raw`(?=$|/(?:edit|rotate|rotation|export|roll-over|use|check)-here(?:/[^/]+)?$)`,
)

/** Which page a path is of: a dialog over a page has a path of its own and is of that page. */
export const pageOf = (pathname: string) => {
  const own = /^\/(?:settings\/access-management\/users|certcentral\/connectors|dns\/configurations\/nameservers)\/[^/]+/.exec(pathname)
    ?? credentialPage.exec(pathname)
  if (own) return own[0]
  return pathname
    .replace(/\/[^/]+\/(?:edit|rotate|roll-over|check|export(?:\/[^/]+)?)$/, '')
    .replace(/-(?:new|check|uses|rotation|legacy|created|(?:edit|role)\/[^/]+)$/, '')
}

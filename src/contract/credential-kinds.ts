/*
 * The kinds of credential, each once. A sixth is an entry here and what the compiler then asks for: counts of the overview, a door,
 * a row in the tests of all kinds. Values that are made here say what they are: `csn_`, two letters, `_`, and 38 letters
 * and digits, of which the last six are a checksum (`server/credentials/format.ts`).
 */

interface Kind {
  /** What its values begin with, where they are made here in this form. */
  readonly prefix?: `csn_${string}_`
  /** What one is called, and several; `some`: one that has no name to be called by. */
  readonly one: string
  readonly many: string
  readonly some: string
  /** What a pasted value turned out to be: `This is … terraform-prod`. `pastedOld`: a value that a rotation has replaced. */
  readonly pasted: string
  readonly pastedOld?: string
  /** Where the console lists them; a token goes by the key that it was made with. `own`: where people find theirs, if that is elsewhere. */
  readonly list: `/${string}`
  readonly own?: `/${string}`
  /** Of a name that is taken: `Another … has this name`. */
  readonly thing: 'key' | 'token'
  /** Does a value stop working? `pausing`: it may work again. Nothing for a secret that is only kept here. */
  readonly ends?: 'for good' | 'pausing'
}

const apiKeys = { list: '/settings/access-management/api-keys', own: '/my-api-keys' } as const

export const credentialKinds = {
  'api-key': {
    ...apiKeys, prefix: 'csn_ak_', one: 'API key', many: 'API keys', some: 'an API key', thing: 'key', ends: 'for good',
    pasted: 'API key', pastedOld: 'the old value of API key',
  },
  'auth-token': {
    ...apiKeys, prefix: 'csn_at_', one: 'auth token', many: 'auth tokens', some: 'an auth token', thing: 'token', ends: 'for good',
    pasted: 'an auth token made with API key',
  },
  'certcentral-key': {
    prefix: 'csn_ck_', one: 'CertCentral key', many: 'CertCentral keys', some: 'a CertCentral key', thing: 'key', ends: 'pausing',
    pasted: 'CertCentral API key', list: '/certcentral/api-keys',
  },
  'auth-key': {
    one: 'AuthKey', many: 'AuthKeys', some: 'an AuthKey', thing: 'key', ends: 'for good',
    pasted: 'AuthKey', list: '/certcentral/auth-keys',
  },
  'one-token': {
    prefix: 'csn_pt_', one: 'API token', many: 'API tokens', some: 'an API token', thing: 'token', ends: 'pausing',
    pasted: 'DigiCert ONE API token', list: '/digicert-one/api-tokens',
  },
  'tsig-key': {
    one: 'TSIG key', many: 'TSIG keys', some: 'a TSIG key', thing: 'key',
    pasted: 'the secret of TSIG key', list: '/dns/configurations/tsig-keys',
  },
  'server-credential': {
    prefix: 'csn_ns_', one: 'server credential', many: 'server credentials', some: 'a server credential', thing: 'key', ends: 'for good',
    pasted: 'the server credential of nameserver', list: '/dns/configurations/nameservers',
  },
} as const satisfies Readonly<Record<string, Kind>>

type Kinds = typeof credentialKinds
export type CredentialKind = keyof Kinds
export const credentialKindNames = Object.keys(credentialKinds) as [CredentialKind, ...CredentialKind[]]

/** One kind, seen without what it alone has. */
export const aboutKind = (kind: CredentialKind): Kind => credentialKinds[kind]

/** The kinds whose values are made here. */
export type MintedKind = { [K in CredentialKind]: Kinds[K] extends { readonly prefix: string } ? K : never }[CredentialKind]
const isMinted = (kind: CredentialKind): kind is MintedKind => 'prefix' in credentialKinds[kind]
export const prefixes = Object.fromEntries(credentialKindNames.filter(isMinted).map((kind) => [kind, credentialKinds[kind].prefix])) as {
  readonly [K in MintedKind]: Kinds[K]['prefix']
}

/** How many letters and digits follow the prefix. */
export const bodyLength = 38

const anyPrefix = `(?:${Object.values(prefixes).join('|')})`

/** What looks like one of our values: its beginning, `least` characters of the rest or more; as a pattern, to stand in others. */
export const valuePattern = (least: number): string => `${anyPrefix}[0-9A-Za-z]{${least},}`
/** A whole value. */
export const wholeValuePattern = `${anyPrefix}[0-9A-Za-z]{${bodyLength}}`

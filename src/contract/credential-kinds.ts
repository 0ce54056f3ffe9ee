/*
 * The kinds of credential whose values are made here, each once. A value says what it is: `csn_`, two letters, `_`, and 38 letters
 * and digits, of which the last six are a checksum (`server/credentials/format.ts`).
 */
export const prefixes = { 'api-key': 'csn_ak_', 'auth-token': 'csn_at_', 'certcentral-key': 'csn_ck_', 'one-token': 'csn_pt_' } as const
export type CredentialKind = keyof typeof prefixes

/** How many letters and digits follow the prefix. */
export const bodyLength = 38

const anyPrefix = `(?:${Object.values(prefixes).join('|')})`

/** What looks like one of our values: its beginning, `least` characters of the rest or more; as a pattern, to stand in others. */
export const valuePattern = (least: number): string => `${anyPrefix}[0-9A-Za-z]{${least},}`
/** A whole value. */
export const wholeValuePattern = `${anyPrefix}[0-9A-Za-z]{${bodyLength}}`

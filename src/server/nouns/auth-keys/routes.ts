import { sql } from 'kysely'
import {
  authKeyColumns,
  createAuthKey,
  createRequestToken,
  deleteAuthKey,
  getAuthKey,
  listAuthKeys,
  revealAuthKey,
  updateAuthKey,
  validateRequestToken,
} from '#contract/auth-keys.ts'
import { authKeyFact, type AuthKeyChanges } from './changes.ts'
import { authKeyExpressions, authKeyRows, toAuthKey, type AuthKeyRow } from './rows.ts'
import { utf8 } from '../../bytes.ts'
import { CsrError, readCsr } from './csr.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { listPage } from '../../list/list.ts'
import { fail, notFound } from '../../problem.ts'
import { findToken, requestToken, tokenEndsAt } from './request-token.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { day, iso } from '../../time.ts'

export interface AuthKeyParts {
  host: Host
  store: Store
  changes: AuthKeyChanges
  sign: (text: string) => string
}

/** Where the vendor's validator looks (its `DcvConfiguration`): DNS at the name and below this label, HTTP in this file. */
const dnsLabel = '_dnsauth.'
const httpPath = '/.well-known/pki-validation/fileauth.txt'

/** What a CSR asks for, or 400 with the reason. */
function domainsOf(csr: string): string[] {
  try {
    return readCsr(csr).domains
  } catch (error) {
    if (!(error instanceof CsrError)) throw error
    return fail('invalid-value', error.message, [{ field: 'csr', message: error.message }])
  }
}

/** AuthKeys and request tokens at the console's door. */
export function authKeys({ host, store, changes, sign }: AuthKeyParts): Route[] {
  const byId = async (db: Database | Tx, id: string): Promise<AuthKeyRow> => (await authKeyRows(db).where('a.id', '=', id).executeTakeFirst()) ?? notFound()

  return [
    read(listAuthKeys, async ({ actor, query, request, now }) => {
      const { rows, ...page } = await listPage({
        store, select: authKeyRows(store.db), columns: authKeyColumns, id: sql.ref('a.id'), query, request, sort: '-createdAt',
        scope: `auth-keys|${actor.user.id}`, sign, expressions: authKeyExpressions(now),
      })
      return { body: { data: rows.map((row) => toAuthKey(row, now)), ...page } }
    }),

    change(createAuthKey, async ({ actor, body, now }, tx) => {
      const { row, value, audit } = await changes.create(tx, actor, { days: body.days, label: body.label, now })
      return { body: { ...toAuthKey(row, now), authKey: value }, audit }
    }),

    read(getAuthKey, async ({ params, now }) => ({ body: toAuthKey(await byId(store.db, params.authKeyId), now) })),

    change(updateAuthKey, async ({ params, body, now }, tx) => {
      const { row, audit } = await changes.label(tx, await byId(tx, params.authKeyId), body.label)
      return { body: toAuthKey(row, now), audit }
    }),

    change(deleteAuthKey, async ({ params }, tx) => changes.remove(tx, await byId(tx, params.authKeyId))),

    change(revealAuthKey, async ({ params }, tx) => {
      const row = await byId(tx, params.authKeyId)
      return { body: { authKey: await changes.open(tx, row) }, audit: [authKeyFact(row)] }
    }),

    change(createRequestToken, async ({ params, body, now }, tx) => {
      const row = await byId(tx, params.authKeyId)
      const domains = domainsOf(body.csr)
      const at = Math.floor((body.timestamp === undefined ? now : Date.parse(body.timestamp)) / 1000) * 1000
      const refuse = (message: string) => fail('invalid-value', message, [{ field: 'timestamp', message }])
      if (at > now) refuse('A request token is never made for the future: the validator refuses it.')
      if (now - at > 30 * day) refuse('A request token of that time has expired already.')
      if (row.expires_at !== null && row.expires_at <= now) fail('not-in-this-state', 'This AuthKey has expired: no request token made with it is accepted.')
      const token = requestToken(host.crypto, utf8(await changes.open(tx, row)), body.csr, at)
      return {
        body: {
          token, timestamp: iso(at), expiresAt: iso(tokenEndsAt(at)), httpPath,
          publish: [...new Set(domains.map((name) => name.replace(/^\*\./, '')))].map((domain) => {
            // Proved at the name it stands below. Where both are asked for, DNS proves both, and a file one only.
            const wildcard = domains.includes(`*.${domain}`)
            return { domain, wildcard, dnsNames: [domain, dnsLabel + domain], httpUrl: wildcard ? null : `http://${domain}${httpPath}` }
          }),
        },
        audit: [authKeyFact(row, { domains: domains.slice(0, 20), timestamp: iso(at) })],
      }
    }),

    change(validateRequestToken, async ({ body, now }, tx) => {
      domainsOf(body.csr)
      const row = body.authKeyId === undefined ? undefined : await authKeyRows(tx).where('a.id', '=', body.authKeyId).executeTakeFirst()
      if (body.authKeyId !== undefined && !row)
        fail('invalid-value', 'There is no such AuthKey: what was made with it is void.', [{ field: 'authKeyId', message: 'There is no such AuthKey.' }])
      const key = row ? await changes.open(tx, row) : body.authKey!
      const { verdict, token, at } = findToken(host.crypto, utf8(key), body.csr, body.token, now)
      return {
        body: { verdict, token: token ?? null, timestamp: at === undefined ? null : iso(at), expiresAt: at === undefined ? null : iso(tokenEndsAt(at)) },
        audit: [{ object: { kind: 'auth-key', id: row?.id ?? '', name: 'request token' }, action: 'auth-key.validate-token', detail: { verdict } }],
      }
    }),
  ]
}

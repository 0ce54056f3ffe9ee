import { z } from 'zod'
import { Email } from '#contract/names.ts'
import { checkSetupCode, completeSetup, getSetup } from '#contract/setup.ts'
import { NewPassword } from '#contract/users.ts'
import type { Audit } from '../../audit/audit.ts'
import { base64url, uuidv7 } from '../../bytes.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { newUser } from '../../credentials/people.ts'
import type { Host } from '../../host.ts'
import type { FailureLimit } from '../../pipeline/limits.ts'
import { refuseWeakPassword, type Passwords } from '../../credentials/passwords.ts'
import { fail } from '../../problem.ts'
import { parseWith } from '../../http/request.ts'
import type { BeginSession } from '../../pipeline/begin-session.ts'
import { act, read, type Route } from '../../pipeline/route.ts'

const alreadyDone = () => fail('setup-done', 'The first administrator exists already. Sign in, or ask an administrator for an invitation link.')

/** The setup link is good for 30 minutes. */
const setupLife = 30 * 60_000

export interface SetupParts {
  host: Host
  store: Store
  engine: Engine
  passwords: Passwords
  limit: FailureLimit
  begin: BeginSession
}

const isEmpty = async (db: Database | Tx) => (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) === undefined

/** On an empty database: a new one-time setup code; else `undefined`. Earlier codes stop working. */
export async function makeSetupCode({ host, store, engine }: Pick<SetupParts, 'host' | 'store' | 'engine'>, now: number): Promise<string | undefined> {
  if (!(await isEmpty(store.db))) return undefined
  const code = base64url(host.random(24))
  await store.write(async (tx) => {
    await tx.deleteFrom('invitations').where('user_id', 'is', null).execute()
    await tx.insertInto('invitations').values({ hash: engine.hash(`setup|${code}`), user_id: null, created_at: now, expires_at: now + setupLife }).execute()
  })
  return code
}

/** Makes the first administrator of an empty database from the settings; false when there is somebody already. Refuses what the setup page would. */
export async function makeFirstAdministrator(
  parts: Pick<SetupParts, 'host' | 'store' | 'passwords'> & { audit: Audit },
  email: string,
  password: string,
  now: number,
): Promise<boolean> {
  if (!(await isEmpty(parts.store.db))) return false
  parseWith(z.strictObject({ email: Email, password: NewPassword }), { email, password }, 'body')
  refuseWeakPassword(password, { name: '', email })
  const hash = await parts.passwords.hash(password)
  return parts.store.write(async (tx) => {
    if (!(await isEmpty(tx))) return false
    const id = uuidv7(now, parts.host.random)
    const name = email.split('@')[0]!
    await tx
      .insertInto('users')
      .values({ ...newUser(id, now, email), name, role: 'administrator', password: hash })
      .execute()
    await parts.audit.append(tx, {
      time: now,
      actor: { id: null, name: 'settings' },
      credential: 'none',
      address: '',
      action: 'setup.complete',
      object: { kind: 'user', id, name },
      outcome: 'done',
      detail: {},
      requestId: '',
    })
    return true
  })
}

export function setupRoutes({ host, store, engine, passwords, limit, begin }: SetupParts): Route[] {
  /** The hash of a code that is good; refuses any other, which counts as a guess. */
  async function requireCode(code: string, now: number, address: string): Promise<string> {
    if (!(await isEmpty(store.db))) alreadyDone()
    const hash = engine.hash(`setup|${code}`)
    const pending = await store.db
      .selectFrom('invitations')
      .select('hash')
      .where('hash', '=', hash)
      .where('user_id', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (!pending) {
      limit.wrong('setup', address)
      fail('invalid-credential', 'This setup link is not valid, or its 30 minutes are over. Restart the server for a new one.')
    }
    return hash
  }

  return [
    read(getSetup, async () => ({ body: { open: await isEmpty(store.db) } })),

    act(checkSetupCode, async ({ body, now, address }) => {
      await requireCode(body.code, now, address)
      return {}
    }),

    act(completeSetup, async (call) => {
      const { body, now, address } = call
      const hash = await requireCode(body.code, now, address)
      refuseWeakPassword(body.password, body)
      const password = await passwords.hash(body.password)
      const headers = await store.write(async (tx) => {
        const used = await tx.deleteFrom('invitations').where('hash', '=', hash).executeTakeFirst()
        if (used.numDeletedRows !== 1n || !(await isEmpty(tx))) alreadyDone()
        const id = uuidv7(now, host.random)
        await tx.insertInto('users').values({ ...newUser(id, now, body.email), name: body.name, role: 'administrator', password }).execute()
        return begin(tx, call, { id, name: body.name })
      })
      return { headers }
    }),
  ]
}

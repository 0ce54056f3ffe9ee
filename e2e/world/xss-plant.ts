import { createApiKey } from '#contract/api-keys.ts'
import { putAccountFacts } from '#contract/account-facts.ts'
import { createAuthKey } from '#contract/auth-keys.ts'
import { createCertcentralKeys, keysAtOnce, listCertcentralKeys, revokeCertcentralKey } from '#contract/certcentral-keys.ts'
import { checkConnector, createConnector } from '#contract/connectors.ts'
import { Description, Email, Name, Note } from '#contract/names.ts'
import { createOneToken, OneTokenName } from '#contract/one-tokens.ts'
import { signIn } from '#contract/sessions.ts'
import { createTsigKey, TsigTags } from '#contract/tsig-keys.ts'
import { createUser } from '#contract/users.ts'
import { createView } from '#contract/views.ts'
import type { Client } from './api.ts'
import { people } from './people.ts'

/** What was put where, as it is kept: each of these must be seen again, as text. */
export interface Planted {
  userNames: string[]
  /** On API keys of those users, two each: `key 1`, `key 2` … */
  notes: string[]
  keyNames: string[]
  tsigNotes: string[]
  tags: string[]
  descriptions: string[]
  reasons: string[]
  connectorNames: string[]
  browsers: string[]
  viewNames: string[]
  /** One person with a name of them, one TSIG key, one connector. */
  userId: string
  connectorId: string
  /** The user's own key. */
  keyId: string
  tsigId: string
}

/** Several at a time, in no order. */
async function each<T>(items: readonly T[], work: (item: T, index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const at = next++
      await work(items[at]!, at)
    }
  }
  await Promise.all(Array.from({ length: 12 }, worker))
}

type Shape = { safeParse(text: unknown): { success: boolean; data?: unknown } }
/** Those that this field's grammar lets through, as it keeps them. */
const fit = (shape: Shape, texts: readonly string[]) => [...new Set(texts.flatMap((text) => {
  const { success, data } = shape.safeParse(text)
  return success ? [data as string] : []
}))]

export interface Everybody {
  admin: Client
  user: Client
  nobody: Client
}

/** Puts the texts into every field of every noun that takes them, as the people whose they are. */
export async function plantEverywhere({ admin, user, nobody }: Everybody, texts: readonly string[]): Promise<Planted> {
  const names = fit(Name, texts)
  const notes = fit(Note, texts)
  const descriptions = fit(Description, texts)
  const words = fit(TsigTags.element, texts)
  const emails = fit(Email, texts.map((text) => `${text.replaceAll(/[^\w!#$%&'*+/=?^`{|}~-]/g, '').slice(0, 40)}@nwnd.example`))

  const users: string[] = []
  await each(Array.from({ length: Math.max(names.length, emails.length, Math.ceil(notes.length / 2)) }), async (_, at) => {
    const { id } = await admin.call(createUser, { body: { name: names[at] ?? `Person ${at}`, email: emails[at] ?? `person.${at}@nwnd.example`, role: 'user' } })
    users[at] = id
  })
  // Names look alike to the server where only signs differ, and one owner's names must not.
  await each(notes, (note, at) =>
    admin.call(createApiKey, { body: { name: (at % 2 === 0 ? names[at / 2] : undefined) ?? `key ${at}`, note, userId: users[at >> 1]! } }),
  )
  const { id: keyId } = await user.call(createApiKey, { body: { name: 'apikey1', note: notes[0]! } })
  let tsigId = ''
  await each(notes, async (note, at) => {
    const { id } = await admin.call(createTsigKey, {
      body: { name: `k${at}.example`, note, ...(words[at] === undefined ? {} : { tags: [words[at]], usedBy: [words[at]] }) },
    })
    if (at === 0) tsigId = id
  })

  await putFacts(admin, texts)
  let devKey = ''
  for (let at = 0; at < descriptions.length; at += keysAtOnce) {
    const made = await admin.call(createCertcentralKeys, {
      body: {
        names: descriptions.slice(at, at + keysAtOnce),
        ...(at === 0 ? { serviceUser: { firstName: names[0] ?? 'Ops', lastName: names[1] ?? 'Ops', email: 'ops@nwnd.example' } } : {}),
      },
    })
    devKey = 'keys' in made ? made.keys.at(-1)!.api_key : made.api_key
  }
  const { data: keys } = await admin.call(listCertcentralKeys, { query: { size: '500' } })
  const revoked = keys.filter(({ hint }, at) => at % 2 === 0 && !devKey.endsWith(hint.last4))
  await each(revoked, (key, at) => admin.call(revokeCertcentralKey, { params: { keyId: key.id }, body: { reason: notes[at]! } }))

  const connectorNames = names.slice(0, 40)
  await each(connectorNames.length > 0 ? connectorNames : ['connector'], async (name, at) => {
    const apiKey = (texts[at % texts.length]!.replaceAll(/[^\x21-\x7e]/g, '') + 'x'.repeat(8)).slice(0, 500)
    await admin.call(createConnector, { body: { name, region: 'own', apiKey: at % 2 === 0 ? apiKey : apiKey.slice(0, -8).padStart(8, 'x') } })
  })
  // One that works, so that what it finds of the account stands in its checklist.
  const { id: connectorId } = await admin.call(createConnector, {
    body: { name: 'Works', region: 'own', apiKey: devKey, divisionId: '10', template: { productNameId: 'product_0', validityYears: 1, sans: 2 } },
  })
  await admin.call(checkConnector, { params: { connectorId } })

  const viewNames = names.slice(0, 30)
  await each(viewNames, (name, at) =>
    admin.call(createView, { body: { noun: 'api-keys', name, shared: true, query: texts[at % texts.length]!.replaceAll(/[\s#]/g, '+') } }),
  )
  await each(fit(OneTokenName, texts).concat('token'), (name) => user.call(createOneToken, { body: { name } }))
  await admin.call(createAuthKey, { body: { days: 9 } })
  const browsers = notes.filter((note) => /^[\x20-\x7e]+$/.test(note))
  // One after another: tries of one account at the same time count as failures until they have succeeded.
  for (const browser of browsers)
    await nobody.call(signIn, { headers: { 'User-Agent': browser }, body: { email: people.user.email, password: people.user.password } })
  return {
    userNames: names, notes, keyNames: names.slice(0, Math.ceil(notes.length / 2)), tsigNotes: notes, tags: words, descriptions,
    reasons: notes.slice(0, revoked.length),
    connectorNames, browsers, viewNames, userId: users[0]!, connectorId, keyId, tsigId,
  }
}

/** The account's facts take any line. */
function putFacts(admin: Client, texts: readonly string[]): Promise<unknown> {
  const named = texts.map((name, at) => ({ id: at + 10, name }))
  return admin.call(putAccountFacts, {
    body: {
      account: { id: 7, primary_organization_id: 10, primary_organization_name: texts[0]! },
      containers: named,
      organizations: named.map((item) => ({ ...item, status: item.name, display_name: item.name })),
      domains: named.map((item) => ({
        ...item,
        is_active: true,
        organization: item,
        dcv_method: item.name,
        validations: [{ type: item.name, status: item.name }],
      })),
      products: texts.map((name, at) => ({ name_id: `product_${at}`, name, type: name, group_name: name })),
      balance: { balance: '12.00', currency: texts[0]!.slice(0, 10) },
    },
  })
}

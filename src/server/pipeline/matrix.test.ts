import { expect, test } from 'vitest'
import { wireOf, refusalOn } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import type { ProblemCode } from '#contract/problem.ts'
import { permits, restrictions } from '#contract/restrictions.ts'
import { onEachStore } from '../testing/store.ts'
import { can } from './policy.ts'
import { testApp, type Answer, type Caller, type Person, type TestApp } from '../testing/app.ts'
import { contexts, type CredentialContext } from '../testing/contexts.ts'
import { frozen } from '../testing/matrix.ts'
import { makePeople, samples, type Sample } from '../testing/samples.ts'

/*
 * The authorization matrix: every route × every credential × every state of ownership. What must come out stands in
 * `testing/matrix.ts`, letter for letter: neither the policy nor the contract nor the server says what is right here, so that none
 * of them can be wrong unseen. Fails for a route without a sample or without its row there.
 *
 * Seen to fail, tried one by one: users not held to their own rows by `visibleOwner`; a bulk deletion not held to it; another
 * body for a foreign key than for an absent one; `user_id` left out of ending a session, `caller` of acknowledging a reply;
 * introspection of anybody's token; no `can` before a handler, or the wrong action for making keys of others; `takes` not
 * looked at for tokens; a cookie read beside `Authorization`; `enabled` not looked at for tokens, or for sessions; no CSRF header;
 * a restriction that is not asked about, or for changes only; `enabled` of the key not looked at, so that a revoked one works;
 * any row of the policy, of `takes` or of the restrictions' reach widened; a row taken off the list of step-ups.
 */

const states = ['own', "another user's", "an administrator's", 'deleted', 'never existed', 'malformed'] as const
type State = (typeof states)[number] | 'no object'

/** `unseen`: a success that says nothing of the thing. */
type Verdict = { status: number; code?: ProblemCode; unseen?: boolean }

const refused = (status: number, code: ProblemCode): Verdict => ({ status, code })

interface Row {
  doors: readonly string[]
  user: string
  administrator: string
  leftOpen: string
  restrictions: readonly string[]
}

const doors: Record<string, string> = { N: 'none', S: 'session', T: 'auth-token', K: 'api-key', C: 'certcentral-key', O: 'one-token', W: 'server-credential' }

/** The frozen table, by `GET /tsig #1`. */
const rows = new Map(frozen.trim().split('\n').map((line): [string, Row] => {
  const [method, path, sample, taken, user, administrator, leftOpen, restrictions] = line.split(/ +/)
  return [
    `${method} ${path} #${sample}`,
    {
      doors: [...taken!].map((letter) => doors[letter]!),
      user: user!,
      administrator: administrator!,
      leftOpen: leftOpen!,
      restrictions: restrictions!.split(','),
    },
  ]
}))

const rowName = (endpoint: Endpoint, sample: Sample) =>
  `${endpoint.method} ${endpoint.path} #${samples[`${endpoint.method} ${endpoint.path}`]!.indexOf(sample) + 1}`
const rowOf = (endpoint: Endpoint, sample: Sample): Row => rows.get(rowName(endpoint, sample))!

/** What the frozen table says must come out. */
function expected(endpoint: Endpoint, sample: Sample, context: CredentialContext, state: State): Verdict {
  const row = rowOf(endpoint, sample)
  const open = row.doors.includes('none')
  const known = !open && context.proof !== 'dead' && row.doors.includes(context.proof)
  if (!open && !known) return context.bearer || !row.doors.includes('session') ? refused(401, 'invalid-credential') : refused(401, 'not-signed-in')
  if (endpoint.method !== 'GET' && (open || context.proof === 'session') && !context.csrf) return refused(403, 'csrf')
  if (known && context.restriction !== undefined && !row.restrictions.includes(String(context.restriction))) return refused(403, 'not-allowed')
  const cell = context.role === 'user' ? row.user : known && context.leftOpen ? row.leftOpen : row.administrator
  const letter = cell[state === 'no object' ? 0 : states.indexOf(state)]
  const done: Verdict = sample.always ?? { status: endpoint.status ?? 200 }
  if (letter === '+') return sample.nothing === undefined ? done : { ...done, unseen: false }
  if (letter === 'o') return { ...done, unseen: true }
  if (letter === '-') return refused(404, 'not-found')
  if (letter === '!') return refused(400, 'invalid-value')
  if (letter === 'x') return refused(403, 'not-allowed')
  if (letter === '?') return refused(403, 'confirmation-required')
  throw new Error(`The table says "${letter ?? ''}" of ${rowName(endpoint, sample)}.`)
}

interface Case {
  endpoint: Endpoint
  sample: Sample
  context: CredentialContext
  state: State
}

/**
 * Is this credential worth trying at this door? A restriction matters in CertCentral's API only; and what went wrong with a
 * credential that a door does not even read (a vendor's header at ours, anything else at a vendor's) is all one, as long as the
 * live ones are tried there.
 */
function matters(endpoint: Endpoint, context: CredentialContext): boolean {
  const wire = wireOf(endpoint.path)
  if ((context.restriction ?? 0) !== 0 && wire !== 'certcentral') return false
  if (context.proof !== 'dead' || context.name === 'nothing') return true
  return wire ? context.vendor === true : !context.vendor || context.bearer
}

/** What is turned away at a vendor's door has not been asked about anything: three states show that they are all one. */
const statesOf = (endpoint: Endpoint, sample: Sample, { proof }: CredentialContext) =>
  wireOf(endpoint.path) && (proof === 'dead' || !rowOf(endpoint, sample).doors.includes(proof))
    ? states.filter((state) => state === 'own' || state === "another user's" || state === 'never existed')
    : states

const allCases = (server: TestApp): Case[] =>
  server.app.routes.flatMap(({ endpoint }) =>
    (samples[`${endpoint.method} ${endpoint.path}`] ?? []).flatMap((sample) =>
      contexts
        .filter((context) => matters(endpoint, context))
        .flatMap((context) =>
          (sample.kind ? statesOf(endpoint, sample, context) : ['no object' as const]).map((state) => ({ endpoint, sample, context, state })),
        ),
    ),
  )

/** An answer without what differs from one to the next: request id, date, the id that was asked about. */
function bare(answer: Answer, id: string): string {
  const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date')
  // The status stays: a number of CertCentral's may be 403.
  return `${answer.status} ${JSON.stringify([headers, answer.text.replaceAll(answer.headers.get('X-Request-Id')!, '')]).replaceAll(id, '{id}')}`
}

/** The same verdict in the words of the endpoint's wire. A code that ends in `*` has the field's name there. */
function spoken({ endpoint }: Case, verdict: Verdict): { status: number; code?: string } {
  const wire = wireOf(endpoint.path)
  return wire && verdict.code ? refusalOn(wire, verdict.code, endpoint.wire) : verdict
}
const isCode = (code: string | undefined, wanted: string | undefined) => code === wanted || (wanted?.endsWith('|*') && code?.startsWith(wanted.slice(0, -1)))

/** Below what the server hashes and queues of passwords at once. */
const atOnce = 16

const canaries = (text: string) => text.match(/canary\d+/g) ?? []

async function play(server: TestApp, root: Caller, hash: string, { endpoint, sample, context, state }: Case) {
  const [person, owner] = await makePeople(server, [context.role, state === "an administrator's" ? 'administrator' : 'user'], hash) as [Person, Person]
  const headers = await context.make(server, person, root)
  const { kind } = sample
  let id = ''
  if (kind) {
    if (state === 'malformed') id = kind.malformed
    else if (state === 'never existed') id = kind.absent(server)
    else id = await kind.make(server, state === 'own' ? person : owner, root)
    if (state === 'deleted') {
      await kind.remove(server, id)
      if (endpoint.path === '/auth/introspect' || endpoint.path === '/api/v1/lookup')
        await server.store.write((tx) => tx.deleteFrom('credentials').where('owner_id', '=', owner.id).execute())
    }
  }
  const ask = await sample.ask(id, { person, owner, holder: state === 'own' ? person : owner, root })
  await context.spoil?.(server, person)
  const before = JSON.stringify(await kind?.seen(server, id))
  const answer: Answer = await server.with(headers, person).send(endpoint, ask)
  const after = JSON.stringify(await kind?.seen(server, id))
  return { answer, id, person, owner, unchanged: before === after }
}

onEachStore('authorization matrix', ({ fresh, dialect }) => {
  test('every route has a sample', async () => {
    const { app } = await testApp(await fresh())
    const missing = app.routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`).filter((name) => !samples[name])
    expect(missing, 'Add one to testing/samples.ts: without it nobody checks who may call this.').toEqual([])
  })

  test('every sample of every route has its row in the frozen table, and every row its route', async () => {
    const { app } = await testApp(await fresh())
    const played = app.routes.flatMap(({ endpoint }) =>
      samples[`${endpoint.method} ${endpoint.path}`]!.map((sample) => [rowName(endpoint, sample), sample] as const),
    )
    expect([...rows.keys()].toSorted(), 'Decide who may make the call, and write its row into testing/matrix.ts by hand: nothing does it for you.').toEqual(
      played.map(([name]) => name).toSorted(),
    )
    for (const [name, sample] of played) {
      const { user, administrator, leftOpen } = rows.get(name)!
      for (const cell of [user, administrator, leftOpen])
        expect([name, cell]).toEqual([name, expect.stringMatching(cell === '.' ? /./ : sample.kind ? /^[-+o!x?]{6}$/ : /^[-+o!x?]$/)])
    }
  })

  // Nothing is played here, so a row of the policy, a door or a restriction's reach that was widened is told within a second.
  test('the policy, the doors and the restrictions say what the frozen table says', async () => {
    const { app } = await testApp(await fresh())
    for (const { endpoint } of app.routes) {
      const name = `${endpoint.method} ${endpoint.path}`
      const of = samples[name]!.map((sample) => rowOf(endpoint, sample))
      const subject = (role: 'user' | 'administrator') => (endpoint.takes.includes('none') ? undefined : { user: { id: 'me', role } })
      const said = {
        doors: endpoint.takes.toSorted(),
        user: can(subject('user'), endpoint.action),
        administrator: can(subject('administrator'), endpoint.action),
        restrictions: endpoint.takes.includes('certcentral-key') ? restrictions.filter(({ id }) => permits(id, endpoint)).map(({ id }) => String(id)) : ['.'],
      }
      const mayAtAll = (cells: string[]) => cells.some((cell) => /[^x]/.test(cell))
      const written = {
        doors: of[0]!.doors.toSorted(),
        user: mayAtAll(of.map(({ user }) => user)),
        administrator: mayAtAll(of.map(({ administrator }) => administrator)),
        restrictions: of[0]!.restrictions,
      }
      expect([name, said], 'The table is what was decided. If this is to change, change it there by hand too.').toEqual([name, written])
    }
  })

  test('every endpoint that honours Idempotency-Key changes in one transaction, and every unsafe one is audited or an act', async () => {
    const { app } = await testApp(await fresh())
    for (const { endpoint, kind } of app.routes) {
      if (endpoint.idempotent) expect([endpoint.path, kind]).toEqual([endpoint.path, 'change'])
      if (endpoint.method !== 'GET') expect([endpoint.path, kind]).not.toEqual([endpoint.path, 'read'])
    }
  })

  test('every case ends as the frozen table says, and nothing of others shows', async () => {
    const server = await testApp(await fresh(), { limits: false })
    const root = await server.as('administrator', 'root')
    const { password: hash } = await server.store.db.selectFrom('users').select('password').executeTakeFirstOrThrow()
    // On PostgreSQL only what comes as far as a query about a thing; the rest is the same code.
    const reachesSql = ({ sample, context }: Case) =>
      sample.kind === undefined || ((context.csrf || context.bearer) && ['session', 'auth-token', 'certcentral-key'].includes(context.proof))
    const cases = allCases(server).filter((item) => dialect === 'sqlite' || reachesSql(item))
    const wrong: string[] = []
    const absent = new Map<string, string>()
    const foreign: { name: string; door: string; answer: string }[] = []
    let played = 0

    async function one(item: Case): Promise<void> {
      const { endpoint, sample, context, state } = item
      const verdict = expected(endpoint, sample, context, state)
      const { answer, id, person, owner, unchanged } = await play(server, root, hash!, item)
      const door = `${endpoint.method} ${endpoint.path} (${samples[`${endpoint.method} ${endpoint.path}`]!.indexOf(sample) + 1}), ${context.name}`
      const name = `${door}, ${state}`
      played++
      const isElse = verdict.code === undefined && sample.orElse !== undefined && answer.status !== verdict.status
      const { status, code } = spoken(item, isElse ? sample.orElse! : verdict)
      if (answer.status !== status || !isCode(answer.code, code))
        wrong.push(`${name}: ${answer.status} ${answer.code ?? ''} instead of ${status} ${code ?? ''}`)
      if (sample.nothing !== undefined && answer.status === 200 && (answer.text === JSON.stringify(sample.nothing)) !== verdict.unseen)
        wrong.push(`${name}: ${answer.text}`)
      const hidden = verdict.status >= 400 || verdict.unseen === true
      if (hidden && !unchanged) wrong.push(`${name}: refused, but something changed`)
      if (hidden && state !== 'own' && answer.text.includes('canary')) wrong.push(`${name}: tells of something it should not`)
      if (
        answer.status < 300 &&
        context.role === 'user' &&
        state === 'no object' &&
        canaries(answer.text).some((found) => found !== person.name && found !== owner.name)
      )
        wrong.push(`${name}: lists others`)
      // Who is only asked for the password sees the thing: there is nothing to hide.
      if (verdict.code === 'confirmation-required') return
      if (hidden && state === 'never existed') absent.set(door, bare(answer, id))
      else if (hidden && state !== 'own' && state !== 'malformed' && sample.kind) foreign.push({ name, door, answer: bare(answer, id) })
    }

    for (let i = 0; i < cases.length; i += atOnce) await Promise.all(cases.slice(i, i + atOnce).map(one))
    for (const { name, door, answer } of foreign)
      if (absent.get(door) !== answer) wrong.push(`${name}: differs from a thing that never existed\n  ${answer}\n  ${absent.get(door) ?? ''}`)
    console.log(
      `authorization matrix · ${dialect}: ${played} cases over ${server.app.routes.length} routes, ${contexts.length} credentials, ${states.length} states ` +
        `of ownership; ${foreign.length} pairs of foreign and absent compared; ${wrong.length} wrong`,
    )
    expect(wrong).toEqual([])
    expect(played).toBe(cases.length)
  }, 900_000)
})

import { z } from 'zod'
import { wireOf } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import type { ProblemCode } from '#contract/problem.ts'
import { IdempotencyKey } from '#contract/replies.ts'
import { fromUtf8 } from '../bytes.ts'
import { safeParseInTurns } from './check-in-turns.ts'
import { credentialPattern } from '../credentials/format.ts'
import { JsonError, parseJson, parseJsonInTurns } from './json.ts'
import { fail, type FieldFault } from '../problem.ts'
import { due, pass, turn } from '../turn.ts'

/** Largest body of an ordinary request, in bytes. */
export const bodyMax = 65_536

const tooLarge = (max: number) => fail('too-large', `The body of this request has at most ${max} bytes.`)

function refuseDeclaredGiant(request: Request, max: number): void {
  if (Number(request.headers.get('Content-Length') ?? 0) > max) tooLarge(max)
}

/** A body that cannot be read to its end was cut off by its caller, or on the way: no fault of this server's. */
const cutOff = (): never => fail('incomplete-body', 'The connection ended before the body was whole. Nothing was done.')

/** The body in pieces, at most `max` bytes; stops reading at the first byte more. */
async function* pieces(request: Request, max: number): AsyncGenerator<Uint8Array> {
  let size = 0
  const reader = request.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { value, done } = await reader.read().catch(cutOff)
      if (done) return
      size += value.length
      if (size > max) tooLarge(max)
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Megabytes, each piece put into its place as it comes: put together at the end, everybody would wait for them. */
async function readInto(whole: Uint8Array, request: Request): Promise<Uint8Array> {
  let at = 0
  for await (const chunk of pieces(request, whole.length)) {
    whole.set(chunk, at)
    at += chunk.length
    await pass()
  }
  return at < whole.length ? cutOff() : whole
}

async function readBytes(request: Request, max: number): Promise<Uint8Array> {
  refuseDeclaredGiant(request, max)
  const declared = request.headers.get('Content-Length')
  if (declared !== null)
    return Number(declared) > bodyMax ? readInto(new Uint8Array(Number(declared)), request) : new Uint8Array(await request.arrayBuffer().catch(cutOff))
  const chunks: Uint8Array[] = []
  for await (const chunk of pieces(request, max)) chunks.push(chunk)
  const size = chunks.reduce((sum, { length }) => sum + length, 0)
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

const pointerOf = (path: readonly PropertyKey[]) => path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** A name that a caller made up, as an answer may say it again: only where it is short and plain, since it may be a secret in the wrong place. */
const nameShown = (name: string) => (/^[\w.$~-]{0,30}$|^filters\[[a-z_]{1,40}\]$/.test(name) ? name : '…')

/** Is the value at this path missing? zod calls a missing field "invalid type", as it does a number for a string. */
function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return true
    at = (at as Record<PropertyKey, unknown>)[step]
  }
  return at === undefined
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const kindOf = (value: unknown) => (value === null ? 'null' : kinds[Array.isArray(value) ? 'array' : typeof value]) ?? 'something else'

const units: Record<string, string> = { string: 'characters', array: 'entries' }
const many = (count: number | bigint, origin: string) => `${count} ${count === 1 ? units[origin]!.replace(/ies$/, 'y').replace(/s$/, '') : units[origin]}`

/** What zod says of its own where a schema has no words: in ours, since these stand in front of whoever wrote the request. */
const inOurWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && kinds[issue.expected]) return `This is ${kindOf(issue.input)}; ${kinds[issue.expected]} is expected.`
  if (issue.code === 'invalid_value' && issue.values.length > 1) return `Give one of ${issue.values.map(String).join(', ')}.`
  if (issue.code === 'too_small') return units[issue.origin] ? `At least ${many(issue.minimum, issue.origin)}.` : `Give ${issue.minimum} or more.`
  if (issue.code === 'too_big') return units[issue.origin] ? `At most ${many(issue.maximum, issue.origin)}.` : `Give ${issue.maximum} or less.`
  return undefined
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown, where: 'body' | 'elsewhere'): FieldFault[] {
  const fault = (path: readonly PropertyKey[], code: ProblemCode, message: string): FieldFault =>
    ({ field: path.map(String).join('.'), pointer: where === 'body' ? pointerOf(path) : '', code, message })
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(nameShown).map((key) => fault([...issue.path, key], 'unknown-field', `The field "${key}" is not known here.`))
  if (issue.code === 'custom') return [fault(issue.path, (issue.params?.code as ProblemCode | undefined) ?? 'invalid-value', issue.message)]
  // One of a set is missing as a text is; a single allowed value says more in its own words.
  const choice = issue.code === 'invalid_value' && issue.values.length > 1
  if ((choice || issue.code === 'invalid_type') && isMissing(value, issue.path)) return [fault(issue.path, 'required', 'This field is required.')]
  if (issue.code === 'too_big' && (issue.origin === 'string' || issue.origin === 'array')) return [fault(issue.path, 'too-long', issue.message)]
  return [fault(issue.path, 'invalid-value', issue.message)]
}

/** Parses with a schema; what does not fit is refused with 400, each fault with its pointer, the first giving the code. */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown, where: 'body' | 'elsewhere'): z.output<S> {
  const parsed = schema.safeParse(value, { error: inOurWords })
  return parsed.success ? parsed.data : refuse(parsed.error.issues, value, where)
}

function refuse(issues: readonly z.core.$ZodIssue[], value: unknown, where: 'body' | 'elsewhere'): never {
  const all = issues.slice(0, 50).flatMap((issue) => faultsOf(issue, value, where)).slice(0, 50)
  // One of a value: the first says what to mend before the others mean anything.
  const faults = all.filter((fault, at) => all.findIndex(({ pointer, field }) => pointer === fault.pointer && field === fault.field) === at)
  const [first] = faults
  return fail(
    first?.code ?? 'invalid-value',
    faults.length > 1 ? `${faults.length} values are not acceptable.` : (first?.message ?? 'A value is not acceptable.'),
    faults,
  )
}

/** The same of a body of megabytes. */
async function parseInTurns(schema: z.ZodType, value: unknown): Promise<unknown> {
  const parsed = await safeParseInTurns(schema, value, { error: inOurWords })
  return 'data' in parsed ? parsed.data : refuse(parsed.issues, value, 'body')
}

const openingBrace = 0x7b

/** The body of a request, parsed and checked. JSON whatever `Content-Type` says; a form only where the endpoint takes one. */
export async function readBody(request: Request, endpoint: Endpoint): Promise<unknown> {
  if (!endpoint.body) {
    // Nothing is expected and nothing kept; but a giant is refused all the same, however it comes. Without a length only what
    // is sent in chunks has a body (RFC 9112 §6.3), so that calls without one never touch the stream.
    refuseDeclaredGiant(request, bodyMax)
    if (request.headers.has('Transfer-Encoding')) for await (const _ of pieces(request, bodyMax));
    return undefined
  }
  const bytes = await readBytes(request, endpoint.bodyMax ?? bodyMax)
  if (bytes.length === 0 && endpoint.bodyOptional) return parseWith(endpoint.body, {}, 'body')
  // curl calls whatever it is given a form; one that begins with a brace is JSON, and no field of a form does.
  if (endpoint.form && bytes[0] !== openingBrace && request.headers.get('Content-Type')?.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    return parseWith(endpoint.body, formOf(bytes), 'body')
  }
  const long = bytes.length > bodyMax
  let value: unknown
  try {
    value = long ? await parseJsonInTurns(bytes, endpoint) : parseJson(bytes, endpoint)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    // Both vendors once spoke XML too, so that a client may send it in good faith.
    if (/^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 200)))) return fail('not-json', 'The body looks like XML or HTML: only JSON is read here.')
    const pointer = error.pointer.split('/').map(nameShown).join('/')
    return fail(error.code, error.message, error.code === 'not-json' ? [] : [{ field: pointer.slice(1).replaceAll('/', '.'), pointer, message: error.message }])
  }
  if (wireOf(endpoint.path)) {
    refuseAlmost(endpoint.narrows ?? [], endpoint.body, value)
    value = nullsAside(endpoint.body, value)
  }
  const body = long ? await parseInTurns(endpoint.body, value) : parseWith(endpoint.body, value, 'body')
  await refuseCredentialInText(body)
  return body
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * In the vendors' APIs `null` is as good as nothing wherever nothing is fine: clients in Java, PHP and Go send each field that
 * they have, set or not. Where `null` itself means something, it stays.
 */
function nullsAside(schema: z.ZodType, value: unknown): unknown {
  if (!(schema instanceof z.ZodObject) || !isObject(value)) return value
  const isAside = (name: string) => {
    const field = Object.hasOwn(schema.shape, name) ? schema.shape[name] as z.ZodType : undefined
    return field !== undefined && field.safeParse(undefined).success && !field.safeParse(null).success
  }
  return Object.fromEntries(Object.entries(value).filter(([name, inner]) => inner !== null || !isAside(name)))
}

const bare = (name: string) => name.normalize('NFKC').toLowerCase().replace(/[^a-z0-9]/g, '')

/** Refuses a field that a vendor's wire would ignore although it was meant to narrow what is made: `" divisions"`, `Restricted_To_Role_ID`. */
function refuseAlmost(narrows: readonly string[], schema: z.ZodType, value: unknown): void {
  if (narrows.length === 0 || !(schema instanceof z.ZodObject) || !isObject(value)) return
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(schema.shape, name)) continue
    const meant = narrows.find((field) => bare(field) === bare(name))
    if (meant === undefined) continue
    const right = Object.hasOwn(schema.shape, meant) ? meant : narrows[0]!
    fail('invalid-value', `There is a field that is almost "${right}".`, [
      { field: right, message: `The field "${nameShown(name)}" is not known here, and without it more would be made than was asked for. Write ${right}.` },
    ])
  }
}

/** Fields in which a credential is expected, or takes no harm: they are hashed and looked up, never stored; `apiKey` of a connector is sealed. */
const credentialFields = new Set(['apiKey', 'code', 'current', 'next', 'password', 'token', 'value'])

/** A key pasted into a name or a note would lie in the database, the trail and every list in the clear. */
async function refuseCredentialInText(value: unknown, path: readonly string[] = []): Promise<void> {
  if (typeof value === 'string' && credentialPattern.test(value)) {
    const message = 'This holds an API key or a token. Leave it out, and rotate it: it has been where it does not belong.'
    fail('invalid-value', message, [{ field: path.join('.'), pointer: pointerOf(path), message }])
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (due()) await turn()
    if (path.length > 0 || !credentialFields.has(name)) await refuseCredentialInText(inner, [...path, name])
  }
}

function formOf(bytes: Uint8Array): Record<string, string> {
  let text: string
  try {
    text = fromUtf8(bytes)
  } catch {
    return fail('invalid-value', 'The form is not UTF-8.')
  }
  return singles(new URLSearchParams(text))
}

/** Parameters that each appear once: first-or-last confusion is refused, not resolved. */
function singles(parameters: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of parameters) {
    if (name in found)
      fail('duplicate-field', `The parameter "${nameShown(name)}" is given twice.`, [
        { field: nameShown(name), pointer: '', message: 'This parameter is given twice.' },
      ])
    if (!value.isWellFormed() || value.includes('\0'))
      fail('invalid-value', 'A parameter holds a character that is not allowed.', [
        { field: nameShown(name), pointer: '', message: 'U+0000 and lone surrogates are not allowed.' },
      ])
    found[name] = value
  }
  return found
}

export const readQuery = (endpoint: Endpoint, url: string): unknown => {
  if (!endpoint.query && !url.includes('?')) return {}
  const given = singles(new URL(url).searchParams)
  if (!endpoint.query && wireOf(endpoint.path)) return {}
  if (endpoint.query) return parseWith(endpoint.query, given, 'elsewhere')
  const [name] = Object.keys(given)
  if (name === undefined) return {}
  return fail('unknown-field', 'This call takes no query parameters.', [{ field: nameShown(name), pointer: '', message: 'Not known here.' }])
}

/** Query names under which other systems take secrets: refused with any value, so that nobody learns to use them. */
const secretNames = /^(?:api[_-]?key|access[_-]?token|auth[_-]?token|token|secret|password|key)$/i

const withoutEscapes = (text: string) => text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Does a URL hold a credential, or a parameter that is named as one? */
export function hasCredential(url: string): boolean {
  const query = url.indexOf('?')
  if (!url.includes('csn_') && !url.includes('%') && query < 0) return false
  // Our values are ASCII, so only its escapes are undone, also those that were escaped themselves.
  const named = query >= 0 && [...new URLSearchParams(url.slice(query + 1)).keys()].some((name) => secretNames.test(name))
  return named || credentialPattern.test(withoutEscapes(withoutEscapes(url)))
}

/** Credentials in a URL end up in logs and histories; they are refused even when right (RFC 6750 §2.3, RFC 9700 §4.3.2). */
export function refuseCredentialInUrl(url: string): void {
  if (hasCredential(url))
    fail('credential-in-url', 'Send credentials in a header. Take the one that stood in this URL as leaked: rotate it.')
}

/** `If-Match`: a strong version as `GET` gave it, or `*`. Weak tags never match (RFC 9110 §13.1.1). */
export function readIfMatch(request: Request): number | undefined {
  const header = request.headers.get('If-Match')
  if (header === null || header.trim() === '*') return undefined
  const version = /^"(\d{1,15})"$/.exec(header.trim())?.[1]
  return version === undefined ? fail('changed-meanwhile', 'The If-Match header names no version of this thing.') : Number(version)
}

export function readIdempotencyKey(request: Request): string | undefined {
  const header = request.headers.get('Idempotency-Key')
  if (header === null) return undefined
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header
  if (credentialPattern.test(key))
    fail('bad-idempotency-key', 'An Idempotency-Key is stored as it is. Never use an API key or a token for one.', [
      { field: 'Idempotency-Key', pointer: '', message: 'This is a credential.' },
    ])
  return IdempotencyKey.safeParse(key).success
    ? key
    : fail('bad-idempotency-key', 'An Idempotency-Key is 1 to 255 visible ASCII characters.', [
        { field: 'Idempotency-Key', pointer: '', message: 'Not 1 to 255 visible ASCII characters.' },
      ])
}

/** Does the caller take what we answer at all (RFC 9110 §12.5.1)? */
export function refuseUnacceptable(request: Request, produces: readonly string[] = ['application/json', 'application/problem+json']): void {
  const accept = request.headers.get('Accept')
  if (accept === null || accept === '*/*') return
  const takesJson = accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false
    return type === '*/*' || type === '' || produces.some((known) => type === known || type === `${known.split('/')[0]}/*`)
  })
  if (!takesJson) fail('not-acceptable', `This call answers ${produces[0]} only.`)
}

/** Is CSV what the caller would rather have? Only where it is asked for by name. */
export const wantsCsv = (request: Request): boolean => /^\s*text\/csv\s*(;(?!\s*q=0(\.0*)?\s*(,|$))|,|$)/i.test(request.headers.get('Accept') ?? '')

const credentials = new RegExp(credentialPattern, 'g')

/** A header's text for logs and trails: visible ASCII only, no value of ours, cut to `max`. */
export const printable = (text: string | null, max: number): string =>
  (text ?? '').replace(/[^\x20-\x7e]/g, '?').replaceAll(credentials, '[redacted]').slice(0, max)

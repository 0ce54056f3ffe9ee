import { z } from 'zod'
import { wireOf, VendorErrors, refusalOn } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { Problem, problems, type ProblemCode } from '#contract/problem.ts'
import type { Door } from '../pipeline/doors.ts'
import { rules, turnsInto } from '../pipeline/policy.ts'
import type { Route } from '../pipeline/route.ts'
import { pass } from '../turn.ts'

type Json = Record<string, unknown>
/** What is told of a door. */
type Told = Pick<Door, 'proof' | 'scheme' | 'refuses'>

/** What any call may answer besides its own codes, by what it takes. */
function codesOf(endpoint: Endpoint, doors: readonly Told[]): ProblemCode[] {
  const codes: ProblemCode[] = [
    'credential-in-url',
    'invalid-value',
    'unknown-field',
    'duplicate-field',
    'not-acceptable',
    'too-large',
    'internal',
    'busy',
    ...(endpoint.errors ?? []),
  ]
  if (endpoint.body) codes.push('not-json', 'too-deep', 'incomplete-body')
  if (endpoint.body ?? endpoint.query) codes.push('required')
  if (endpoint.body ?? endpoint.query ?? endpoint.params) codes.push('too-long')
  if (!endpoint.takes.includes('none')) codes.push('invalid-credential')
  for (const { refuses } of doors.filter(({ proof }) => endpoint.takes.includes(proof))) codes.push(...(refuses?.(endpoint) ?? []))
  if (endpoint.method !== 'GET' && (endpoint.takes.includes('session') || endpoint.takes.includes('none'))) codes.push('csrf')
  if ([endpoint.action, turnsInto[endpoint.action]].some((action) => action && rules[action] === 'administrator')) codes.push('not-allowed')
  if (endpoint.params || endpoint.action === 'api-key.delete') codes.push('not-found')
  if (endpoint.versioned && endpoint.method !== 'GET') codes.push('changed-meanwhile')
  if (endpoint.idempotent) codes.push('not-found', 'bad-idempotency-key', 'request-running', 'idempotency-key-reused', 'secret-no-longer-available')
  // What is stored sealed and does not open: a secret to show, or a reply to give again.
  if (endpoint.secret || endpoint.idempotent) codes.push('secret-unreadable')
  return [...new Set(codes)]
}

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json
  return json
}

/** What a call may be refused with, as it goes over the wire: codes by status. */
function refusalsOf(endpoint: Endpoint, doors: readonly Told[]): Partial<Record<string, string[]>> {
  const wire = wireOf(endpoint.path)
  const refusals = codesOf(endpoint, doors).map((code) => (wire ? refusalOn(wire, code, endpoint.wire) : { status: problems[code][0], code }))
  return Object.fromEntries(
    Object.entries(Object.groupBy(refusals, ({ status }) => String(status))).map(([status, of]) => [status, [...new Set(of!.map(({ code }) => code))]]),
  )
}

function operationOf({ endpoint, kind }: Route, doors: readonly Told[]): Json {
  const status = String(endpoint.status ?? 200)
  const parameters: Json[] = []
  const add = (schema: z.ZodObject | undefined, where: 'path' | 'query') => {
    for (const [name, part] of Object.entries(schema?.shape ?? {})) {
      parameters.push({
        name,
        in: where,
        required: where === 'path' || !(part as z.ZodType).safeParse(undefined).success,
        schema: schemaOf(part as z.ZodType, 'input'),
      })
    }
  }
  add(endpoint.params, 'path')
  add(endpoint.query, 'query')
  const header = (name: string, description: string, schema: Json = { type: 'string' }) =>
    parameters.push({ name, in: 'header', required: false, description, schema })
  if (endpoint.idempotent)
    header('Idempotency-Key', 'The same key and body within 24 hours give the same reply.', { type: 'string', minLength: 1, maxLength: 255 })
  if (endpoint.versioned && endpoint.method !== 'GET') header('If-Match', 'The ETag that GET gave; a stale one is 412.')

  const [type, shape] = wireOf(endpoint.path) ? ['application/json', 'VendorErrors'] : ['application/problem+json', 'Problem']
  const refusals = Object.fromEntries(Object.entries(refusalsOf(endpoint, doors)).map(([code, codes]) => [code, {
    description: codes!.join(', '),
    content: { [type]: { schema: { $ref: `#/components/schemas/${shape}` } } },
  }]))
  const texts = (endpoint.produces ?? [])
    .filter((produced) => produced !== 'application/json')
    .map((produced) => [produced, { schema: { type: 'string' } }] as const)
  const success = (schema: z.ZodType | undefined): Json => {
    const content = { ...(schema ? { 'application/json': { schema: schemaOf(schema, 'output') } } : {}), ...Object.fromEntries(texts) }
    return Object.keys(content).length > 0 ? { description: 'Done', content } : { description: 'Done, nothing to say' }
  }
  // Where a dry run answers with the same status, the reply is one of the two.
  const both = endpoint.reply && endpoint.dryRunReply && status === '200' ? z.union([endpoint.reply, endpoint.dryRunReply]) : undefined

  return {
    operationId: operationIdOf(endpoint),
    summary: endpoint.summary,
    'x-action': endpoint.action,
    'x-who': rules[endpoint.action],
    'x-kind': kind,
    security: endpoint.takes.map((proof) => (proof === 'none' ? {} : { [doors.find((door) => door.proof === proof)!.scheme.name]: [] })),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(endpoint.body
      ? {
          requestBody: {
            required: !endpoint.bodyOptional,
            ...(endpoint.bodyMax === undefined ? {} : { description: `At most ${endpoint.bodyMax} bytes.` }),
            content: {
              'application/json': { schema: schemaOf(endpoint.body, 'input') },
              ...(endpoint.form ? { 'application/x-www-form-urlencoded': { schema: schemaOf(endpoint.body, 'input') } } : {}),
            },
          },
        }
      : {}),
    responses: { ...(endpoint.dryRunReply ? { 200: success(endpoint.dryRunReply) } : {}), [status]: success(both ?? endpoint.reply), ...refusals },
  }
}

/** `get-accessmanagement-api-key-apiKeyId`: unique, because method and path are. */
const operationIdOf = (endpoint: Endpoint) => `${endpoint.method.toLowerCase()}${endpoint.path.replace(/[{}]/g, '').replaceAll('/', '-')}`

/** The OpenAPI 3.1 document of these routes, made from the contract itself. */
export async function openApi(routes: readonly Route[], version: string, doors: readonly Told[]): Promise<Json> {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    await pass()
    const { method, path } = route.endpoint
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, doors) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version,
      description: 'The self-hosted console and API for the credentials that run your DNS and certificates.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output'), VendorErrors: schemaOf(VendorErrors, 'output') },
      securitySchemes: Object.fromEntries(doors.map(({ scheme }) => [scheme.name, scheme.described])),
    },
  }
}

import { z } from 'zod'
import { wireOf, VendorErrors } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { FieldError, Problem } from '#contract/problem.ts'

const StrictProblem = z.strictObject({ ...Problem.shape, errors: z.array(z.strictObject(FieldError.shape)) })

/** One operation of the OpenAPI document, as far as the judge reads it. */
export interface Operation {
  responses: Readonly<Record<string, { description: string; content?: Readonly<Record<string, unknown>> }>>
}

export type Fault = { kind: 'error' | 'undocumented' | 'shape' | 'header'; what: string }

const short = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}…` : text)

/** What is wrong with a refusal in a vendor's words: every code must be one that is documented, `*` there standing for a field's name. */
function vendorFaults(status: number, type: string, text: string, documented: readonly string[]): Fault[] {
  const errors = VendorErrors.safeParse(JSON.parse(text))
  if (!errors.success) return [{ kind: 'shape', what: `${status}: ${short(z.prettifyError(errors.error))}` }]
  const isDocumented = (code: string) =>
    documented.some((known) => known === code || (known.endsWith('|*') && (code === known.slice(0, -2) || code.startsWith(known.slice(0, -1)))))
  return [
    ...(type === 'application/json' ? [] : [{ kind: 'shape', what: `${status} as ${type}` } as const]),
    ...errors.data.errors.filter(({ code }) => !isDocumented(code)).map(({ code }) => ({ kind: 'undocumented', what: `${status} ${code}` }) as const),
  ]
}

/** What is wrong with an answer, by the document (status, code, content type) and by the contract (its zod schema, strictly). */
export async function judge(response: Response, endpoint: Endpoint, operation: Operation): Promise<Fault[]> {
  const text = await response.text()
  const { status } = response
  if (status >= 500) return [{ kind: 'error', what: `${status} ${short(text)}` }]
  const faults: Fault[] = []
  const documented = operation.responses[String(status)]
  if (!documented) return [{ kind: 'undocumented', what: `${status} ${short(text)}` }]
  const type = response.headers.get('Content-Type')?.split(';')[0] ?? ''

  if (status >= 400 && wireOf(endpoint.path)) {
    faults.push(...vendorFaults(status, type, text, documented.description.split(', ')))
  } else if (status >= 400) {
    if (type !== 'application/problem+json') faults.push({ kind: 'shape', what: `${status} as ${type}` })
    const problem = StrictProblem.safeParse(JSON.parse(text))
    if (!problem.success) faults.push({ kind: 'shape', what: `${status}: ${short(z.prettifyError(problem.error))}` })
    else if (problem.data.status !== status) faults.push({ kind: 'shape', what: `${status} says it is ${problem.data.status}` })
    else if (!documented.description.split(', ').includes(problem.data.code)) faults.push({ kind: 'undocumented', what: `${status} ${problem.data.code}` })
  } else if (status === 204) {
    if (text !== '' || type !== '') faults.push({ kind: 'shape', what: `204 with ${type} ${short(text)}` })
  } else if (endpoint.produces && (type !== 'application/json' || !endpoint.reply)) {
    if (!endpoint.produces.includes(type)) faults.push({ kind: 'shape', what: `${status} as ${type}` })
  } else {
    const usual = status === (endpoint.status ?? 200) ? endpoint.reply : undefined
    const dry = status === 200 ? endpoint.dryRunReply : undefined
    const schema = usual && dry ? z.union([usual, dry]) : (usual ?? dry)
    if (type !== 'application/json') faults.push({ kind: 'shape', what: `${status} as ${type}` })
    const parsed = schema?.safeParse(JSON.parse(text))
    if (!parsed?.success) faults.push({ kind: 'shape', what: `${status}: ${parsed ? short(z.prettifyError(parsed.error)) : 'a reply without a schema'}` })
  }
  if (!/^[0-9a-f-]{36}$/.test(response.headers.get('X-Request-Id') ?? '')) faults.push({ kind: 'header', what: `${status} without X-Request-Id` })
  if (response.headers.get('Cache-Control') !== 'no-store') faults.push({ kind: 'header', what: `${status} may be stored` })
  if (response.headers.get('X-Content-Type-Options') !== 'nosniff') faults.push({ kind: 'header', what: `${status} may be sniffed` })
  return faults
}

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Problem, type ProblemCode, problems } from '#contract/problem.ts'
import { readProblem } from './read-problem.ts'

const code = fc.constantFrom(...(Object.keys(problems) as ProblemCode[]))
const sound = fc.record({
  type: fc.string(),
  title: fc.string(),
  status: fc.integer(),
  detail: fc.string(),
  code,
  requestId: fc.string(),
  errors: fc.array(fc.record({ field: fc.string(), pointer: fc.string(), code, message: fc.string() }), { maxLength: 2 }),
})
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('toString', '__proto__', 'constructor', 'no-such-code', 'network', 'unexpected', 4.5, 2 ** 60, Number.NaN, null, undefined, []),
)

/** One field of a sound problem, or of its first complaint, is something else or is gone. */
const marred = fc
  .tuple(
    sound,
    fc.constantFrom(
      'type',
      'title',
      'status',
      'detail',
      'code',
      'requestId',
      'errors',
      'extra',
      'errors.0',
      'errors.0.code',
      'errors.0.field',
      'errors.0.extra',
    ),
    odd,
  )
  .map(([problem, place, put]) => {
    const body = structuredClone(problem) as Record<string, unknown>
    const [first, index, field] = place.split('.') as [string, string?, string?]
    if (index === undefined) body[first] = put
    else if (field === undefined) (body['errors'] as unknown[])[0] = put
    else (body['errors'] as unknown[])[0] = { field: 'a', pointer: '/a', code: 'required', message: 'm', [field]: put }
    return body
  })

// Failed with `code in catalogue`, which takes "toString", and with `Array.isArray` left out, which takes a text for a list.
it('reads what the shape says, and nothing else', () => {
  fc.assert(fc.property(fc.oneof(sound, marred, odd), (body) => {
    const { success, data } = Problem.safeParse(body)
    expect(readProblem(body)).toEqual(success ? data : undefined)
  }), { numRuns: 5000 })
})

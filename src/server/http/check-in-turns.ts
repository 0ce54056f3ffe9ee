import { z } from 'zod'
import { pass } from '../turn.ts'

/** Entries checked before others get their turn. */
const entriesAtOnce = 20

/** The list that a field holds, whatever stands around it: it may be left out, or be `null`, or something is made of it. */
function listIn(field: z.core.$ZodType): z.ZodArray | undefined {
  if (field instanceof z.ZodArray) return field
  if (field instanceof z.ZodOptional || field instanceof z.ZodNullable) return listIn(field.def.innerType)
  return field instanceof z.ZodPipe ? listIn(field.def.in) : undefined
}

/** The same field around another list. */
function withList(field: z.core.$ZodType, list: z.ZodArray): z.core.$ZodType {
  if (field instanceof z.ZodOptional || field instanceof z.ZodNullable)
    return field.clone({ ...field.def, innerType: withList(field.def.innerType, list) } as never)
  return field instanceof z.ZodPipe ? field.clone({ ...field.def, in: withList(field.def.in, list) }) : list
}

/**
 * What a schema says of a body with lists of thousands: `safeParse`, the lists first and some entries at a time. Where an
 * entry is wrong the lists' own rules and the other fields are not looked at.
 */
export async function safeParseInTurns(
  schema: z.ZodType,
  value: unknown,
  options: z.core.ParseContext<z.core.$ZodIssue>,
): Promise<{ data: unknown } | { issues: z.core.$ZodIssue[] }> {
  const answer = ({ success, data, error }: z.ZodSafeParseResult<unknown>) => (success ? { data } : { issues: error.issues })
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null || Array.isArray(value)) return answer(schema.safeParse(value, options))
  const given = value as Readonly<Record<string, unknown>>
  const shape: Record<string, z.core.$ZodType> = { ...schema.shape }
  const checked: Record<string, unknown> = {}
  const issues: z.core.$ZodIssue[] = []
  for (const [name, field] of Object.entries(schema.shape)) {
    const list = listIn(field)
    const entries = given[name]
    if (!list || !Array.isArray(entries) || entries.length <= entriesAtOnce) continue
    const some = z.array(list.element)
    const found: unknown[] = []
    for (let at = 0; at < entries.length; at += entriesAtOnce) {
      await pass()
      const parsed = some.safeParse(entries.slice(at, at + entriesAtOnce), options)
      if (parsed.success) for (const entry of parsed.data) found.push(entry)
      else issues.push(...parsed.error.issues.map((issue) => ({ ...issue, path: [name, at + Number(issue.path[0]), ...issue.path.slice(1)] })))
    }
    checked[name] = found
    shape[name] = withList(field, list.clone({ ...list.def, element: z.any() }))
  }
  await pass()
  return issues.length > 0 ? { issues } : answer(schema.clone({ ...schema.def, shape }).safeParse({ ...given, ...checked }, options))
}

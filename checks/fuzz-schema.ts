import type { Random } from './fuzz-random.ts'

/** The part of JSON Schema that our OpenAPI document uses. */
export interface Schema {
  type?: string
  format?: string
  pattern?: string
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}

/** Texts that mean something somewhere: names, filters, sorts, dates, other alphabets, and what attackers type. */
const texts = [
  'deploy', 'CI runner 2', 'a', 'Café', 'キー', '<img src=x onerror=alert(1)>', "'; DROP TABLE users;--", '%', '_', '\\', '../../etc/passwd', '=1+1', '0',
  'null', 'true', '-1', 'NaN',
  'name contains ci', 'status is active;name starts with a', 'expiresAt is before 2027-01-01', 'name is any of (a, "b, c")', 'name contains "%"|note is empty',
  'name', '-createdAt,name', '-expiresAt', 'lastUsedAt', 'email',
  '\u202eabc', 'e\u0301', '\u200b', 'ＡＰＩ', '👩‍👩‍👧', 'x'.repeat(99), ' padded ', 'two\nlines', 'gravel lantern orbit', 'thimble quarry north',
  'a@example.org', 'somebody.else@example.com',
]
const numbers = ['1', '2', '50', '500', '0', '501', '10000', '999999999']
const dates = [
  '2027-01-31T12:00:00Z',
  '2026-12-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2030-06-01T00:00:00+14:00',
  '2020-01-01T00:00:00Z',
  '2028-02-29T10:00:00Z',
  '2026-11-21T12:00:01Z',
]

const uuid = (random: Random) => '########-####-7###-8###-############'.replace(/#/g, () => random.below(16).toString(16))

function text(schema: Schema, random: Random): string {
  if (schema.format === 'uuid') return uuid(random)
  if (schema.format === 'date-time') return random.pick(dates)
  const { minLength = 0, maxLength = 1000, pattern } = schema
  const long = 'correct horse gravel lantern '.repeat(40).slice(0, minLength + random.below(Math.min(maxLength, 1000) - minLength + 1))
  const fitting = [...texts, ...numbers, long, `visible-${random.below(1e6)}`].filter(
    (one) => one.length >= minLength && one.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(one)),
  )
  return fitting.length > 0 ? random.pick(fitting) : 'x'.repeat(minLength)
}

/** A value that fits the schema. */
export function fitting(schema: Schema, random: Random): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  if (schema.anyOf) return fitting(random.pick(schema.anyOf), random)
  switch (schema.type) {
    case 'string': return text(schema, random)
    case 'integer': case 'number': {
      const [low, high] = [Math.max(schema.minimum ?? -1000, -1e9), Math.min(schema.maximum ?? 1000, 1e9)]
      return random.chance(30) ? random.pick([low, high]) : low + random.below(high - low + 1)
    }
    case 'boolean': return random.chance(50)
    case 'null': return null
    case 'array': {
      const size = random.chance(5) ? Math.min(schema.maxItems ?? 20, 500) : (schema.minItems ?? 0) + random.below(3)
      return Array.from({ length: size }, () => fitting(schema.items ?? {}, random))
    }
    case 'object': {
      const required = new Set(schema.required)
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => required.has(name) || random.chance(50))
          .map(([name, part]) => [name, fitting(part, random)]),
      )
    }
    default: return random.pick([...texts, 1, null, true, [], {}])
  }
}

import type { Random } from './fuzz-random.ts'

/** A request before it goes out: everything can still be bent. */
export interface Draft {
  method: string
  /** Parts of the path, already encoded. */
  path: string
  query: string
  headers: [string, string][]
  body: string | Uint8Array | undefined
}

const values: readonly unknown[] = [
  null, true, 0, -1, 1.5, 1e308, '', ' ', 'x'.repeat(5000), '\u0000', '\ud800', '\u202e', [], {}, [[[]]], { a: { b: {} } }, 'not-an-id', '2026-02-30T00:00:00Z',
  '2026-12-31', 2 ** 53, ['*'], { all: true },
  '00000000-0000-0000-0000-000000000000', 'csn_ak_00000000000000000000000000000000000000', '__proto__', '𠮷'.repeat(101),
]
const raw = [
  '', 'null', '[]', '"x"', '{', '}', '{"a":1,}', '{"name":"a","name":"b"}', '{"__proto__":{"role":"administrator"}}', '{"constructor":{"prototype":{}}}',
  '['.repeat(9), `${'['.repeat(5000)}${']'.repeat(5000)}`, '{"name":"\\ud800"}',
  '{"name":"\\u0000"}', `{"name":${'9'.repeat(1000)}}`, '{"name":1e999}', '\ufeff{}', 'name=a&token=b', '{}{}', '{"a":NaN}', '// {}', "{'a':1}",
  ' '.repeat(65_537), `{"name":"${'x'.repeat(66_000)}"}`,
]
const bytes = [
  new Uint8Array([0xff, 0xfe, 0x7b, 0x00]),
  new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  new Uint8Array([0]),
  new Uint8Array(70_000),
]
const queries = [
  '?', '?x=1', '?page=0', '?page=1&page=2', '?size=1e9', '?size=-1', '?sort=;select', '?filter=%', '?filter=%ff', '?filter=name%20like%20x',
  '?filter=name contains "', '?search=%00', '?search=%ed%a0%80', `?search=${'x'.repeat(300)}`, `?filter=${'a'.repeat(9000)}`,
  '?after=x.y', '?after=', '?api_key=x', '?token=x', '?__proto__=1', '?page=1&after=x', '?dryRun=true', '?=&=', '?%', '?format=pdf',
]
const segments = [
  'x',
  '%00',
  'x%00y',
  '%00%00',
  '%ff',
  '%',
  '..%2f..',
  '%E2%80%AE',
  'null',
  '0',
  'a'.repeat(3000),
  "'%20OR%201=1",
  '01900000-0000-7000-8000-00000000000G',
  'csn_ak_00000000000000000000000000000000000000',
  '%63sn_at_00000000000000000000000000000000000000',
  '%20',
  '%C3%A9',
]
const headers: readonly [string, string][] = [
  ['If-Match', '"1"'], ['If-Match', 'W/"1"'], ['If-Match', '*'], ['If-Match', '"999999999999999999"'], ['If-Match', ''], ['Idempotency-Key', 'again'],
  ['Idempotency-Key', ''], ['Idempotency-Key', 'with blank'], ['Idempotency-Key', 'x'.repeat(300)],
  ['Accept', 'text/html'], ['Accept', '*/*;q=0'], ['Accept', ';;,,'], ['Content-Type', 'application/x-www-form-urlencoded'],
  ['Content-Type', 'multipart/form-data'], ['Content-Type', ''], ['Content-Length', '70000'], ['Content-Length', 'NaN'], ['Cookie', 'session='],
  ['Cookie', `session=${'A'.repeat(43)}`], ['Authorization', 'Bearer'], ['Authorization', 'Bearer a, Bearer b'], ['Authorization', 'Basic eDp5'],
  ['Authorization', 'Bearer csn_at_00000000000000000000000000000000000000'], ['User-Agent', '\u00ff\u0080'], ['X-HTTP-Method-Override', 'DELETE'],
  ['Sec-Fetch-Site', 'cross-site'], ['Origin', 'null'], ['X-Forwarded-For', '127.0.0.1'], ['X-Countersign-CSRF', '2'], ['Range', 'bytes=0-1'],
  ['Expect', '100-continue'], ['X-Request-Id', "'"],
]

/** A part of a JSON value, replaced, dropped, doubled or joined by a stranger. */
function bent(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(30)) return [...(value as unknown[]), random.pick(values)]
    const at = random.below(value.length)
    return random.chance(20) ? [...(value as unknown[]), value[at] as unknown] : (value as unknown[]).with(at, bent(value[at], random))
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0 || random.chance(20))
      return { ...value, [random.pick(['x', 'role', 'id', 'userId', 'version', 'constructor', '', 'ключ', 'a.b/c~d'])]: random.pick(values) }
    const at = random.below(entries.length)
    if (random.chance(25)) return Object.fromEntries(entries.toSpliced(at, 1))
    return Object.fromEntries(entries.map(([name, part], index) => [name, index === at ? bent(part, random) : part]))
  }
  return random.pick(values)
}

/** Bends one to three things of a request. `template` says which parts of the path are parameters. */
export function mutate(draft: Draft, template: string, random: Random): Draft {
  const parameters = template.split('/').flatMap((part, at) => (part.startsWith('{') ? [at] : []))
  let changed = { ...draft, headers: [...draft.headers] }
  for (let times = 1 + random.below(3); times > 0; times--) {
    const way = random.below(100)
    if (way < 35 && typeof changed.body === 'string' && changed.body.startsWith('{')) changed.body = JSON.stringify(bent(JSON.parse(changed.body), random))
    else if (way < 50) changed.body = changed.method === 'GET' ? undefined : random.chance(85) ? random.pick(raw) : random.pick(bytes)
    else if (way < 65) changed.query = random.pick(queries)
    else if (way < 80) {
      if (parameters.length > 0) changed = { ...changed, path: changed.path.split('/').with(random.pick(parameters), random.pick(segments)).join('/') }
    } else changed.headers.push(random.pick(headers))
    if (typeof changed.body === 'string' && changed.body.startsWith('{') && !isJson(changed.body)) return changed
  }
  return changed
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

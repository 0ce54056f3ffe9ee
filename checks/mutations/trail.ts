import type { Mutation } from './mutation.ts'

/** The trail, limits, and what a browser is told. */
export const trail: readonly Mutation[] = [
  { fault: 'a base URL leaves the list and the trail does not say so', file: 'src/server/connector-bases.ts', find: 'return { audit: [{ object: { kind: \'connector-base\', id: row.id, name: row.base_url }, detail: { allowed: false } }] }', put: 'return { audit: [] }', tests: ['src/server/connectors.test.ts', 'src/server/audit-every-change.test.ts'] },
  { fault: 'an address in the trail can be changed unseen', file: 'src/server/audit-chain.ts', find: 'row.credential, row.address, row.action', put: 'row.credential, row.action', tests: ['src/server/audit.test.ts'] },
  { fault: 'a cut trail heals with the next row', file: 'src/server/audit.ts', find: 'const all = broken ? [', put: 'const all = broken && entries.length < 0 ? [', tests: ['src/server/audit-breaks.test.ts'] },
  { fault: 'the address of a change is not in the trail', file: 'src/server/audit.ts', find: '    address: call.address,', put: "    address: '',", tests: ['src/server/audit.test.ts'], only: 'one row that says' },
  { fault: 'a refused change leaves no row', file: 'src/server/serve.ts', find: '[403, 404, 409, 412].includes(error.status)', put: '[403, 409, 412].includes(error.status)', tests: ['src/server/audit.test.ts'], only: 'denied' },
  { fault: 'a page may be framed', file: 'src/server/headers.ts', find: '    "frame-ancestors \'none\'",\n', put: '', tests: ['src/server/headers.test.ts'] },
  { fault: 'a page runs inline scripts', file: 'src/server/headers.ts', find: '"script-src \'self\'",', put: '"script-src \'self\' \'unsafe-inline\'",', tests: ['src/server/headers.test.ts'] },
  { fault: 'an answer of the API may be framed', file: 'src/server/headers.ts', find: "'X-Frame-Options': 'DENY',", put: '', tests: ['src/server/headers.test.ts'] },
  { fault: 'a proxy keeps answers of the API', file: 'src/server/headers.ts', find: "  'Content-Security-Policy': \"default-src 'none'; frame-ancestors 'none'\",\n  'Cache-Control': 'no-store',", put: "  'Content-Security-Policy': \"default-src 'none'; frame-ancestors 'none'\",\n  'Cache-Control': 'private',", tests: ['src/server/headers.test.ts', 'src/server/requests.test.ts'] },
  { fault: 'ten failures, not five, before somebody has to wait', file: 'src/server/limits.ts', find: 'const perPair = 5\n', put: 'const perPair = 10\n', tests: ['src/server/limits.test.ts'] },
  { fault: 'a CertCentral key makes a call too many', file: 'src/server/call-limit.ts', find: '{ calls: 100, span: 5000 }', put: '{ calls: 101, span: 5000 }', tests: ['src/server/limits.test.ts', 'src/server/certcentral-dialect.test.ts', 'src/server/certcentral-keys.test.ts'] },
  { fault: 'a field given twice: the last counts', file: 'src/server/json.ts', find: 'if (name in fields) fault(', put: 'if (name in fields && depth < 0) fault(', tests: ['src/server/json.test.ts'] },
  { fault: 'letters of two alphabets make one name', file: 'src/contract/names.ts', find: '.filter((script) => script.test(name)).length > 1', put: '.filter((script) => script.test(name)).length > 2', tests: ['src/contract/names.test.ts'] },
  { fault: 'a name with an invisible character is taken', file: 'src/contract/names.ts', find: '\\u200b-\\u200f', put: '\\u200c-\\u200f', tests: ['src/contract/names.test.ts'] },
  { fault: 'a Cyrillic а is another letter than a', file: 'src/server/confusables.ts', find: "а: 'a', с: 'c',", put: "с: 'c',", tests: ['src/server/confusables.test.ts'] },
]

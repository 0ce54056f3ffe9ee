/*
 * The rows that every table of the bench holds: made in the page, the same each time. Names are lower-case letters and
 * unique, so that every collation gives the same order.
 */

export interface BenchRow {
  id: number
  name: string
  owner: string
  ownerEmail: string
  keyHint: string
  status: string
  created: string
  expires: string
  lastUsed: string
  note: string
}

export const columns = [
  ['name', 'Name'], ['owner', 'Owner'], ['ownerEmail', 'Owner email'], ['keyHint', 'Key hint'], ['status', 'Status'],
  ['created', 'Created'], ['expires', 'Expires'], ['lastUsed', 'Last used'], ['note', 'Note'],
] as const

/** What is typed: words that find many rows, some, and few. */
export const needles = ['billing', 'gatewayprod', 'zq', 'authdev', 'nb'] as const

export const rowHeight = 36
/** Pixels of rows that one sees at once. */
export const viewHeight = 640

const services = ['billing', 'gateway', 'auth', 'search', 'mailer', 'ingest', 'reports', 'console']
const places = ['prod', 'dev', 'test', 'stage']
const owners = [
  'Ada Byron',
  'Alan Turner',
  'Barbara Lisk',
  'Dennis Rich',
  'Edsger Dyck',
  'Frances Allen',
  'Grace Hop',
  'John Backs',
  'Ken Thomas',
  'Leslie Lamp',
  'Margaret Ham',
  'Niklaus Wirt',
  'Radia Perl',
  'Shafi Gold',
  'Tony Hoar',
  'Vint Cerve',
]
const statuses = ['Active', 'Active', 'Active', 'Expired', 'Revoked']
const notes = [
  '',
  'rotated quarterly',
  'used by the nightly job',
  'temporary, remove after migration',
  'owner on leave, ask the team',
  'created from the command line',
]
const day = 86_400_000
const begin = Date.UTC(2026, 0, 1)

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function letters(number: number): string {
  let text = ''
  for (let place = 0, left = number; place < 5; place++, left = Math.trunc(left / 26)) text += String.fromCharCode(97 + (left % 26))
  return text
}

const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')

export function makeRows(count: number): BenchRow[] {
  const random = randomOf(42)
  const one = (list: readonly string[]) => list[Math.trunc(random() * list.length)]!
  return Array.from({ length: count }, (_, at) => {
    const owner = one(owners)
    const created = begin - random() * 700 * day
    return {
      id: at + 1,
      name: one(services) + one(places) + letters((at * 7919 + 13) % 11_881_376),
      owner,
      ownerEmail: `${owner.toLowerCase().replace(' ', '.')}@example.org`,
      keyHint: `ak_${Math.trunc(random() * 0xffffffff).toString(16).padStart(8, '0')}…`,
      status: one(statuses),
      created: minute(created),
      expires: minute(created + (30 + random() * 700) * day),
      lastUsed: random() < 0.2 ? '' : minute(begin + random() * 90 * day),
      note: one(notes),
    }
  })
}

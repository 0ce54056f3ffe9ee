import type { AuditArchived, AuditVerdict } from '#contract/audit.ts'
import { several } from '#contract/several.ts'
import { moment } from '../../ui/dates.ts'

/** One changed field, as text. */
export interface Change {
  field: string
  before: string
  after: string
}
export type Line = { label: string; value: string }

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const none = 'None'

/** `owner: { name }` as `owner.name`, so that a line is one value. */
function flat(fields: unknown, above = ''): Map<string, unknown> {
  if (!isFields(fields)) return new Map()
  return new Map(
    Object.entries(fields).flatMap(([name, value]): [string, unknown][] => (isFields(value) ? [...flat(value, `${above}${name}.`)] : [[above + name, value]])),
  )
}

/** Fields whose own names say little. */
const known: Record<string, string> = { 'hint.start': 'Key begins', 'hint.last4': 'Key ends', expiresAt: 'Expires' }

/** `createdAt` → `Created at`, `owner.name` → `Owner name`. */
export function fieldWords(name: string): string {
  if (Object.hasOwn(known, name)) return known[name]!
  const words = name.replaceAll('.', ' ').replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function valueWords(value: unknown): string {
  if (value === undefined) return ''
  if (value === null || value === '') return none
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.length === 0 ? none : value.map(valueWords).join(', ')
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? moment(value) : value
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** The fields that a row says changed, before and after. A field of one side only was not there on the other. */
export function changesOf(detail: Fields): Change[] {
  const [before, after] = [flat(detail['before']), flat(detail['after'])]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => !(before.has(field) && after.has(field)) || JSON.stringify(before.get(field)) !== JSON.stringify(after.get(field)))
    .map((field) => ({ field: fieldWords(field), before: valueWords(before.get(field)), after: valueWords(after.get(field)) }))
}

/** What else a row says: whose key it was, which filter an export had. */
export function moreOf(detail: Fields): Line[] {
  const { before: _before, after: _after, ...rest } = detail
  return [...flat(rest)].map(([field, value]) => ({ label: fieldWords(field), value: valueWords(value) }))
}

/** All that a row says, in one line: `Note first to None; Key ends 41xZ to 9fK2`. */
export const changesText = (detail: Fields): string =>
  [
    ...changesOf(detail).map(({ field, before, after }) => 
      before === '' ? `${field} ${after}` : after === '' ? `${field} was ${before}` : `${field} ${before} to ${after}`),
    ...moreOf(detail).map(({ label, value }) => `${label} ${value}`),
  ].join('; ') || 'Nothing'

/** **Cancel**: how far it had come, which is no verdict. */
export function stoppedWords(verdict: AuditVerdict | undefined): string {
  if (!verdict) return 'Cancelled. Nothing was verified.'
  const sofar = verdict.holds ? 'So far the chain holds; the rest was not looked at.' : verdictWords(verdict).verdict
  return `Cancelled at row ${verdict.through.toLocaleString('en')} of ${verdict.last.toLocaleString('en')}. ${sofar}`
}

/** What **Verify** found, and what to do when that is bad. */
export function verdictWords({ holds, rows, from, to, brokenAt, why, breaks, broken }: AuditVerdict): { verdict: string; todo?: string } {
  if (holds) {
    if (rows === 0 || from === null || to === null) return { verdict: 'The chain holds: there are no rows yet.' }
    return { verdict: `The chain holds: ${several(rows, 'row')}, from ${moment(from)} to ${moment(to)}.` }
  }
  const at = (brokenAt ?? rows + 1).toLocaleString('en')
  const good = rows === 0 ? 'No row before it can be relied on.' : `${rows === 1 ? 'Row 1 holds' : `Rows 1 to ${rows.toLocaleString('en')} hold`}.`
  const others = breaks.slice(1).map((found) => `Row ${found.at.toLocaleString('en')}: ${found.why}`)
  const more =
    broken > 1
      ? ` ${broken - 1 === 1 ? 'One more break' : `${(broken - 1).toLocaleString('en')} more breaks`}. ` +
        `${others.slice(0, 4).join(' ')}${broken > 5 ? ' …' : ''}`
      : ''
  return {
    verdict: `Broken at row ${at}: ${why ?? 'the row does not fit the one before it.'}${more}`,
    todo: `${good} Somebody or something changed the database beside the server. Keep a copy of the database as it is, compare it with a backup and with ` +
      `the audit heads in the server's log, and replace the credentials that were in use since.`,
  }
}

const rowNumber = (row: number) => row.toLocaleString('en')

/** Where the trail in the database begins, and where the rows before are. */
export function archivedWords({ through, until, last }: AuditArchived): string {
  const before = `Rows 1 to ${rowNumber(through)}, up to ${moment(until)}, are in archives and no more in the database.`
  if (!last) return before
  return `${before} The last archive is ${last.file}: rows ${rowNumber(last.first)} to ${rowNumber(through)}, from ${moment(last.from)}.`
}

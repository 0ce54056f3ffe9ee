import type { AuditStatement, Reveal } from '#contract/audit-statement.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import type { InventoryCount } from '#contract/inventory.ts'
import { several } from '#contract/several.ts'
import { day, moment } from '../../ui/dates.ts'
import { zoneName } from '../../ui/zone.tsx'

/** What is a risk, the most pressing first; the overview counts them under other heads too. */
const risks: Partial<Record<InventoryCount, string>> = {
  expired: 'Expired', 'expires-30': 'Expire within 30 days', 'old-value-works': 'Old value still works', 'no-expiry': 'No expiry',
  'never-used': 'Never used', 'unused-90': 'Not used for 90 days', unrestricted: 'Unrestricted', 'owner-disabled': 'Owner disabled',
  'legacy-algorithm': 'Weak algorithm', 'rotation-due': 'Due for rotation', 'check-failed': 'Failing the last check',
}

const number = (count: number, capped: boolean) => `${count.toLocaleString('en')}${capped ? '+' : ''}`
const nameOf = (kind: string) => (Object.hasOwn(credentialKinds, kind) ? credentialKinds[kind as keyof typeof credentialKinds].many : kind)

/** A row a risk, a column a kind; where a kind has no such risk there is no number. */
export function riskRows(keys: AuditStatement['keys']): { kinds: string[]; risks: { id: string; label: string; cells: string[] }[] } {
  const rows = Object.entries(risks).map(([name, label]) => ({
    id: name,
    label,
    cells: keys.map(({ counts }) => {
      const found = counts.find((count) => count.name === name)
      return found === undefined ? '–' : number(found.count, found.capped)
    }),
  }))
  const all = { id: 'all', label: 'All', cells: keys.map(({ total, capped }) => number(total, capped)) }
  return { kinds: keys.map(({ kind }) => nameOf(kind)), risks: [all, ...rows] }
}

/** `1 Nov 2026 to 30 Nov 2026 (GMT+1)`, `1 Sep 2026 (GMT+2) to 30 Nov 2026 (GMT+1)`: the last day is part of it. */
export function periodWords({ from, to }: AuditStatement['period'], zone: string): string {
  const [first, last] = [Date.parse(from), Date.parse(to) - 1]
  const [early, late] = [zoneName(zone, first), zoneName(zone, last)]
  return `${day(first, zone)}${early === late ? '' : ` (${early})`} to ${day(last, zone)} (${late})`
}

export function statedVerdict({ holds, rows, from, to, broken }: AuditStatement['chain']): string {
  if (!holds) {
    const places = several(broken, 'place')
    return `The trail is broken in ${places}. Before the first of them ${several(rows, { one: 'row holds', many: 'rows hold' })}.`
  }
  return from === null || to === null
    ? 'The chain holds: there are no rows yet.'
    : `The chain holds: ${several(rows, 'row')}, from ${moment(from)} to ${moment(to)}.`
}

const shown: Record<string, string> = {
  'tsig-key.reveal': 'Secret of TSIG key', 'tsig-key.export': 'Export with the secret of TSIG key', 'auth-key.reveal': 'AuthKey',
}

/** `Secret of TSIG key axfr.example`. */
export const revealWords = ({ action, object: { name, id } }: Reveal): string => `${shown[action] ?? action} ${name || id}`

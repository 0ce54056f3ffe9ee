import type { Nameserver } from '#contract/nameservers.ts'

/** A clock that is more than this away is flagged. */
const clockMost = 60

/** `4 of 4`, `clock +412 s`: beside the verdict. */
export function checkDetail({ accepted, of, clockDifference: clock }: NonNullable<Nameserver['lastCheck']>): string {
  return clock !== null && Math.abs(clock) > clockMost ? `clock ${clock > 0 ? '+' : '−'}${Math.abs(clock)} s` : `${accepted} of ${of}`
}

/** Addresses that were typed apart by commas, blanks or line breaks. */
export const addressesIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))]

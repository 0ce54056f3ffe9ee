import type { ApiKey } from '#contract/api-keys.ts'
import { several } from '#contract/several.ts'
import type { StatusWord } from '../../ui/status.tsx'

const hour = 3_600_000

/** For how long nobody may have used an old value, so that it is called quiet; in milliseconds, as a select holds it. */
export const quietFor = [
  { value: String(hour), label: 'Not used for 1 hour' },
  { value: String(24 * hour), label: 'Not used for 24 hours' },
  { value: String(72 * hour), label: 'Not used for 3 days' },
] as const

/**
 * Has nobody used the old value for so long? Since the key was rotated, too: a value that was used rarely before is not quiet the minute
 * after, only not asked for yet.
 */
export function isQuiet({ oldValue, rotatedAt }: Pick<ApiKey, 'oldValue' | 'rotatedAt'>, quiet: number, now: number): boolean {
  if (oldValue === null) return false
  const since = Math.max(Date.parse(oldValue.lastUsedAt ?? '') || 0, Date.parse(rotatedAt ?? '') || 0)
  return now - since >= quiet
}

/** What is said of it: rotated a moment ago, and not asked for since, it is neither in use nor quiet. */
export function stateOf(key: Pick<ApiKey, 'oldValue' | 'rotatedAt'>, quiet: number, now: number): StatusWord {
  if (isQuiet(key, quiet, now)) return 'Quiet'
  return (key.oldValue?.lastUsedAt ?? '') > (key.rotatedAt ?? '') ? 'In use' : 'Rotating'
}

/** `12 old values still work, 9 of them quiet`. */
export function rotationWords(total: number, quiet: number): string {
  const all = several(total, { one: 'old value still works', many: 'old values still work' })
  return quiet === 0 ? all : `${all}, ${quiet === total ? (total === 1 ? 'and it is quiet' : 'all of them quiet') : `${quiet} of them quiet`}`
}

const two = (number: number) => String(number).padStart(2, '0')

/** Seconds from `now` until `at`, never below zero. */
export const secondsLeft = (at: string, now: number) => Math.max(0, Math.ceil((Date.parse(at) - now) / 1000))

/** `59:04`, and `1:00:00` from an hour on. */
export function countdown(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

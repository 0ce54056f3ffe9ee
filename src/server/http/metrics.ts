import { acceptInvitation, getInvitation } from '#contract/invitations.ts'
import { checkSetupCode, completeSetup } from '#contract/setup.ts'
import { confirmSession, signIn, updatePassword } from '#contract/sessions.ts'
import { login } from '#contract/auth-tokens.ts'
import type { Endpoint } from '#contract/endpoint.ts'

/**
 * Figures in the text format of Prometheus (0.0.4), from which that of OpenMetrics follows. Labels are route patterns, statuses and kinds: never a value from a
 * request.
 */
export interface Metrics {
  request(method: string, path: string, status: number, milliseconds: number): void
  /** Replaces the figures of keys whose time is over, or soon is. */
  keys(counts: readonly KeyCount[]): void
  text(): string
}

export interface KeyCount {
  kind: string
  expiring: number
  expired: number
}

/** One figure with its lines: `[labels, value]`. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

const labelled = (labels: Readonly<Record<string, string>>) => {
  const inside = Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
    .join(',')
  return inside === '' ? '' : `{${inside}}`
}

/** A figure as Prometheus reads it; without lines it is not there at all. */
export function figure(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labelled(labels)} ${value}`), ''].join('\n')
}

/** The same figures as OpenMetrics 1.0 has them: a counter is declared without the ending of its samples, and there is an end. */
export const openMetrics = (text: string): string => `${text.replaceAll(/^# (HELP|TYPE) (\w+)_total /gm, '# $1 $2 ')}# EOF\n`

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** As OpenMetrics writes a bound, in both formats: a scrape in the other one gives no new series. */
const canonical = (bound: number) => (Number.isInteger(bound) ? bound.toFixed(1) : String(bound))

const buckets = [1, 5, 10, 50, 100, 500, 1000, 5000]

interface Durations {
  buckets: number[]
  count: number
  sum: number
}

/** Where somebody proves who they are, by what with; a wrong one is a 401, of an invitation's code a 404. */
const doors: readonly (readonly [Endpoint, door: string])[] = [
  [signIn, 'password'], [confirmSession, 'confirmation'], [updatePassword, 'confirmation'], [login, 'api-key'], [completeSetup, 'setup'],
  [checkSetupCode, 'setup'], [getInvitation, 'invitation'], [acceptInvitation, 'invitation'],
]
const doorOf = new Map(doors.map(([{ method, path }, door]) => [`${method} ${path}`, door]))
const outcomeOf = (door: string, status: number) =>
  status === 429 ? 'limited' : status === 401 || (door === 'invitation' && status === 404) ? 'refused' : undefined

export function createMetrics(): Metrics {
  const requests = new Map<string, readonly [Record<string, string>, { value: number }]>()
  const durations = new Map<string, Durations & { labels: Record<string, string> }>()
  // From zero, so that the first failure is a rise that an alert can see.
  const failures = new Map(
    [...new Set(doorOf.values())].flatMap((door) =>
      ['refused', 'limited'].map((outcome): [string, { labels: Record<string, string>; value: number }] => [
        `${door} ${outcome}`,
        { labels: { door, outcome }, value: 0 },
      ]),
    ),
  )
  let counts: readonly KeyCount[] = []

  return {
    request(method, path, status, milliseconds) {
      const routed = `${method} ${path}`
      const key = `${routed} ${status}`
      const known = requests.get(key)
      if (known) known[1].value++
      else requests.set(key, [{ method, path, status: String(status) }, { value: 1 }])

      let route = durations.get(routed)
      if (!route) durations.set(routed, (route = { labels: { method, path }, buckets: buckets.map(() => 0), count: 0, sum: 0 }))
      route.count++
      route.sum += milliseconds
      for (let i = buckets.length - 1; i >= 0 && milliseconds <= buckets[i]!; i--) route.buckets[i]!++

      const door = doorOf.get(routed)
      const outcome = door && outcomeOf(door, status)
      if (outcome) failures.get(`${door} ${outcome}`)!.value++
    },
    keys(next) {
      counts = next
    },
    text() {
      const name = 'countersign_request_duration_seconds'
      const histogram = [...durations.values()].flatMap(({ labels, buckets: found, count, sum }) => [
        ...buckets.map((bound, i) => `${name}_bucket${labelled({ ...labels, le: canonical(bound / 1000) })} ${found[i]}`),
        `${name}_bucket${labelled({ ...labels, le: '+Inf' })} ${count}`, `${name}_sum${labelled(labels)} ${(sum / 1000).toFixed(6)}`,
        `${name}_count${labelled(labels)} ${count}`,
      ])
      return [
        figure('countersign_requests_total', 'counter', 'Requests answered.', [...requests.values()].map(([labels, { value }]) => [labels, value])),
        histogram.length === 0 ? '' : `# HELP ${name} Time to answer, by route.\n# TYPE ${name} histogram\n${histogram.join('\n')}\n`,
        figure(
          'countersign_failed_sign_ins_total',
          'counter',
          'Wrong passwords, keys and codes (refused), and tries that a limit stopped (limited).',
          [...failures.values()].map(({ labels, value }) => [labels, value]),
        ),
        figure(
          'countersign_expiring_keys',
          'gauge',
          'Keys that work and end within 30 days, counted once a minute, 10000 at most.',
          counts.map(({ kind, expiring }) => [{ kind }, expiring]),
        ),
        figure(
          'countersign_expired_keys',
          'gauge',
          'Keys whose end date is over, counted once a minute, 10000 at most.',
          counts.map(({ kind, expired }) => [{ kind }, expired]),
        ),
      ].join('')
    },
  }
}

/** Counters in Prometheus' text format 0.0.4. Labels are route patterns and statuses: never a value from a request. */
export interface Metrics {
  request(method: string, path: string, status: number, milliseconds: number): void
  text(): string
}

const buckets = [1, 5, 10, 50, 100, 500, 1000, 5000]

export function createMetrics(): Metrics {
  const requests = new Map<string, number>()
  const durations = buckets.map(() => 0)
  let count = 0
  let sum = 0
  return {
    request(method, path, status, milliseconds) {
      const labels = `method="${method}",path="${path}",status="${status}"`
      requests.set(labels, (requests.get(labels) ?? 0) + 1)
      count++
      sum += milliseconds
      for (let i = buckets.length - 1; i >= 0 && milliseconds <= buckets[i]!; i--) durations[i]!++
    },
    text() {
      return [
        '# HELP countersign_requests_total Requests answered.',
        '# TYPE countersign_requests_total counter',
        ...[...requests].map(([labels, value]) => `countersign_requests_total{${labels}} ${value}`),
        '# HELP countersign_request_duration_seconds Time to answer.',
        '# TYPE countersign_request_duration_seconds histogram',
        ...buckets.map((bound, i) => `countersign_request_duration_seconds_bucket{le="${bound / 1000}"} ${durations[i]}`),
        `countersign_request_duration_seconds_bucket{le="+Inf"} ${count}`,
        `countersign_request_duration_seconds_sum ${(sum / 1000).toFixed(6)}`,
        `countersign_request_duration_seconds_count ${count}`,
        '',
      ].join('\n')
    },
  }
}

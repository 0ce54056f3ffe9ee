import { monitorEventLoopDelay } from 'node:perf_hooks'
import { figure } from '../http/metrics.ts'
import type { Build } from './version.ts'

export interface ProcessParts {
  build: Build
  database: string
  /** Connections that are open now. */
  connections: () => number
  /** Lines of the log that nobody took. */
  lostLines: () => number
}

const nanoseconds = 1e9
const milliseconds = 1000

/** What runs, and what it takes of its machine, under the names that Prometheus' own clients use. Measures from here on. */
export function createProcessFigures({ build, database, connections, lostLines }: ProcessParts): { text(): string; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()
  // The monitor's own wait counts as delay with it.
  const seconds = (value: number) => Math.max(0, Number.isFinite(value) ? value / nanoseconds - 10 / milliseconds : 0)
  const one = (name: string, type: 'counter' | 'gauge', help: string, value: number) => figure(name, type, help, [[{}, value]])
  return {
    text() {
      const { user, system } = process.cpuUsage()
      const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
      const text = [
        figure('countersign_build_info', 'gauge', 'What runs here.', [
          [{ version: build.version, release: build.release, node: process.versions.node, database }, 1],
        ]),
        build.builtAt > 0 ? one('countersign_build_timestamp_seconds', 'gauge', 'When the console was built.', build.builtAt) : '',
        one('countersign_open_connections', 'gauge', 'Connections that are open.', connections()),
        one('countersign_log_lines_lost_total', 'counter', 'Lines of the log that nobody took.', lostLines()),
        one('process_start_time_seconds', 'gauge', 'When this process started.', (performance.timeOrigin / milliseconds)),
        one('process_cpu_seconds_total', 'counter', 'Processor time used.', (user + system) / 1e6),
        one('process_resident_memory_bytes', 'gauge', 'Memory held.', rss),
        one('nodejs_heap_size_total_bytes', 'gauge', 'Heap of JavaScript, as taken from the system.', heapTotal),
        one('nodejs_heap_size_used_bytes', 'gauge', 'Heap of JavaScript, as used.', heapUsed),
        one('nodejs_external_memory_bytes', 'gauge', 'Memory held by JavaScript outside of its heap.', external),
        one('nodejs_eventloop_lag_p50_seconds', 'gauge', 'Half of the turns since the last scrape were late by less.', seconds(delays.percentile(50))),
        one(
          'nodejs_eventloop_lag_p99_seconds',
          'gauge',
          'All but a hundredth of the turns since the last scrape were late by less.',
          seconds(delays.percentile(99)),
        ),
        one('nodejs_eventloop_lag_max_seconds', 'gauge', 'How late the latest turn since the last scrape was.', seconds(delays.max)),
      ].join('')
      delays.reset()
      return text
    },
    stop: () => void delays.disable(),
  }
}

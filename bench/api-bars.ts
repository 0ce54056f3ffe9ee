import { median } from './measure.ts'
import { containing, type Pages } from './lists.ts'
import type { Load } from './load.ts'
import { ratioOf, type Result } from './report.ts'

/** What one side did in one round. */
export interface Round {
  loads: Record<string, Load>
  startMs?: number
  residentMb?: number
  pages?: Pages
}

type Figures = Record<string, Round[]>

/** The bars of the server: at least or at most so many times a peer's figure, or the figure itself. */
export function apiResults(figures: Figures, many: number): Result[] {
  const results: Result[] = []
  const of = (side: string, read: (round: Round) => number | undefined) => (figures[side] ?? []).map((round) => read(round) ?? Number.NaN)
  const rate = (what: string) => (round: Round) => round.loads[what]?.rate
  const p99 = (what: string) => (round: Round) => round.loads[what]?.p99
  const cpu = (what: string) => (round: Round) => round.loads[what] && round.loads[what].cpu + round.loads[what].databaseCpu

  function beside(what: string, against: string, ours: number[], theirs: number[], bar: number | undefined, atLeast = false): void {
    results.push({ what, against, ratio: ratioOf(ours, theirs), bar, atLeast, ours: median(ours), theirs: median(theirs) })
  }
  const alone = (what: string, against: string, ours: number, bar: number | undefined) =>
    results.push({ what, against, ratio: ours, bar, ours, theirs: Number.NaN })

  const bars: Record<string, { name: string; login: number; loginPeer: number; create: number; cpu?: { login?: number; check?: number } }> = {
    sqlite: { name: 'SQLite', login: 0.5, loginPeer: 8, create: 0.1, cpu: { login: 2, check: 1.6 } },
    postgres: { name: 'PostgreSQL', login: 0.3, loginPeer: 6, create: 0.27 },
  }
  const largest = many.toLocaleString('en')
  for (const [side, { name, login, loginPeer, create, cpu: cpuBars = {} }] of Object.entries(bars)) {
    if (!figures[side]) continue
    beside(`login, ${name}, a second`, '× limit', of(side, rate('login')), of('limit', rate('login')), login, true)
    beside(`login, ${name}, a second`, '× limit, key in a header as ours', of(side, rate('login')), of('limit', rate('login, bearer')), undefined, true)
    beside(`login, ${name}, a second`, '× better-auth', of(side, rate('login')), of('better-auth', rate('login')), loginPeer, true)
    const [loginCpu, checkCpu] = [of(side, cpu('login')), of(side, cpu('check'))]
    beside(`login, ${name}, CPU`, '× limit', loginCpu, of('limit', cpu('login')), cpuBars.login)
    beside(`login, ${name}, CPU`, '× limit, key in a header as ours', loginCpu, of('limit', cpu('login, bearer')), undefined)
    beside(`login, ${name}, CPU`, '× least that is on disk', loginCpu, of('floor', cpu('login')), undefined)
    beside(`bearer check, ${name}, CPU`, '× limit', checkCpu, of('limit', cpu('check')), cpuBars.check)
    beside(`bearer check, ${name}, CPU`, '× least that is on disk', checkCpu, of('floor', cpu('check')), undefined)
    beside(`bearer check, ${name}, CPU at ${largest} keys`, '× itself at 10,000', of(`${side}, many`, cpu('check')), checkCpu, 1.25)
    beside(`login, ${name}, p99, 32 keys`, '× limit', of(side, p99('login, few keys')), of('limit', p99('login')), 2)
    beside(`login, ${name}, p99, last used of 10,000 keys written`, '× limit', of(side, p99('login')), of('limit', p99('login')), 3)
    beside(`bearer check, ${name}, a second`, '× limit', of(side, rate('check')), of('limit', rate('check')), 0.7, true)
    beside(`bearer check, ${name}, a second`, '× better-auth', of(side, rate('check')), of('better-auth', rate('check')), 8, true)
    beside(`login, ${name}, CPU at ${largest} keys`, '× itself at 10,000', of(`${side}, many`, cpu('login')), of(side, cpu('login')), 1.25)
    beside(`create, durable, ${name}, a second`, '× limit', of(side, rate('create')), of('limit', rate('create')), create, true)
    beside(`create, durable, ${name}, a second`, '× better-auth', of(side, rate('create')), of('better-auth', rate('create')), undefined, true)

    const page = (what: string) => median(of(`${side}, many`, ({ pages }) => pages?.[what]))
    for (const what of Object.keys(figures[`${side}, many`]?.[0]?.pages ?? {})) {
      if (!/^(contains|search)/.test(what)) alone(`page of 50, ${name}, ${what}`, `ms of ${largest} keys`, page(what), 1)
    }
    for (const what of containing) if (!/rare|none/.test(what)) alone(`page of 50, ${name}, ${what}`, `ms of ${largest} keys`, page(what), 30)
    for (const what of containing) if (/rare|none/.test(what)) alone(`page of 50, ${name}, ${what}`, `ms of ${largest} keys`, page(what), 1)
    for (const what of ['search, many', 'search, rare']) alone(`page of 50, ${name}, ${what}`, `ms of ${largest} keys`, page(what), undefined)
    alone(`memory of the server, ${name}`, `MB at ${largest} keys`, median(of(`${side}, many`, ({ residentMb }) => residentMb)), 200)
    alone(`start on an existing database, ${name}`, `ms at ${largest} keys`, median(of(`${side}, many`, ({ startMs }) => startMs)), 500)
  }
  return results
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { updateMe } from '#contract/sessions.ts'
import { createUser } from '#contract/users.ts'
import type { Client } from './api.ts'
import { begin, makeClock } from './clock.ts'
import { openReverseProxy } from './reverse-proxy.ts'
import type { World } from './world.ts'
import { people } from './people.ts'
import { openRunningWorld } from './running-world.ts'

/** The server's own way to start, handed in: only `fixtures.ts` and scripts may reach it. */
export type Start = (env: NodeJS.ProcessEnv, substitutes: {
  now: () => number
  passwordCost: { N: number; r: number; p: number }
  log: (lines: string) => void
}) => Promise<{ stop(): Promise<void> }>

/** scrypt at its least, so that signing in costs a test nothing. */
const cheap = { N: 16, r: 1, p: 1 }

/** A real server with a database of its own behind a reverse proxy of its own, and the clock both of them go by. */
export async function openServerWorld(
  start: Start,
  data: string,
  { env = {}, at = begin }: { env?: NodeJS.ProcessEnv; at?: number } = {},
): Promise<World<Client>> {
  const clock = makeClock(at)
  const proxy = await openReverseProxy()
  let log = ''
  let server: { stop(): Promise<void> } | undefined

  async function run() {
    const from = log.length
    const { promise: listening, resolve } = Promise.withResolvers<number>()
    server = await start(
      { PORT: '0', COUNTERSIGN_DATA: data, COUNTERSIGN_ORIGIN: proxy.origin, LOG_LEVEL: 'info', COUNTERSIGN_DRAIN_SECONDS: '0', ...env },
      {
        now: clock.now,
        passwordCost: cheap,
        log(lines) {
          log += lines
          const port = /"message":"listening".*?"port":(\d+)/.exec(log.slice(from))?.[1]
          if (port) resolve(Number(port))
        },
      },
    )
    proxy.to(await listening)
  }
  async function stop() {
    const running = server
    server = undefined
    await running?.stop()
  }

  await run()
  return {
    ...openRunningWorld(proxy.origin, people, clock),
    dataFolder: data,
    passed: proxy.passed,
    secrets: proxy.secrets,
    fault: async (fault) => {
      const lift = proxy.fault(fault)
      return async () => lift()
    },
    async cutTrail(rows) {
      const database = new DatabaseSync(join(data, 'countersign.db'), { timeout: 5000 })
      try {
        database.exec(`DROP TRIGGER IF EXISTS audit_no_delete; DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - ${rows}`)
      } finally {
        database.close()
      }
    },
    async reports() {
      const metrics = await (await fetch(`${proxy.origin}/metrics`)).text()
      return Number(/^countersign_csp_reports_total (\d+)$/m.exec(metrics)?.[1])
    },
    log: () => log,
    async restart() {
      await stop()
      await run()
    },
    stop,
    async close() {
      await stop()
      await proxy.stop()
    },
  }
}

export const temporary = () => mkdtempSync(join(tmpdir(), 'countersign-e2e-'))
export const remove = (folder: string) => rmSync(folder, { recursive: true, force: true })

/** A data folder with everybody in it, to be copied: quicker than making them anew for each test. */
export async function makeTemplate(start: Start, at = begin): Promise<string> {
  const data = temporary()
  const { administrator, user, other } = people
  const world = await openServerWorld(start, data, {
    at,
    env: { COUNTERSIGN_SETUP_EMAIL: administrator.email, COUNTERSIGN_SETUP_PASSWORD: administrator.password },
  })
  const ruth = await world.signIn('administrator')
  await ruth.call(updateMe, { body: { name: administrator.name } })
  for (const { name, email, password, role } of [user, other]) await ruth.call(createUser, { body: { name, email, password, role } })
  await world.close()
  return data
}

/** A world with everybody in it and no keys. */
export async function openSeeded(start: Start, template: string, given: { at?: number; env?: NodeJS.ProcessEnv } = {}): Promise<World<Client>> {
  const data = temporary()
  cpSync(template, data, { recursive: true })
  const world = await openServerWorld(start, data, given)
  return {
    ...world,
    async close() {
      await world.close()
      remove(data)
    },
  }
}

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { updateMe } from '#contract/sessions.ts'
import { createUser } from '#contract/users.ts'
import { makeClient, signInAs, type Client } from './api.ts'
import { begin, makeClock, type Clock } from './clock.ts'
import { openFront, type Front } from './front.ts'
import { people, type Person } from './people.ts'

/** The server's own way to start, handed in: only `fixtures.ts` and scripts may reach it. */
export type Start = (env: NodeJS.ProcessEnv, substitutes: {
  now: () => number
  passwordCost: { N: number; r: number; p: number }
  log: (lines: string) => void
}) => Promise<{ stop(): Promise<void> }>

/** A real server with a database of its own behind a front of its own, and the clock both of them go by. */
export interface House {
  origin: string
  clock: Clock
  front: Front
  /** A client with a fresh session of this person. */
  signIn(person: Person): Promise<Client>
  /** A client that is nobody. */
  nobody: Client
  /** All that the server wrote to its log. */
  log(): string
  /** Stops the server and starts it again on the same data; the front stays. */
  restart(): Promise<void>
  /** Stops the server: from then on nobody answers. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** scrypt at its least, so that signing in costs a test nothing. */
const cheap = { N: 16, r: 1, p: 1 }

export async function openHouse(start: Start, data: string, { env = {}, at = begin }: { env?: NodeJS.ProcessEnv; at?: number } = {}): Promise<House> {
  const clock = makeClock(at)
  const front = await openFront()
  let log = ''
  let server: { stop(): Promise<void> } | undefined

  async function run() {
    const from = log.length
    const { promise: listening, resolve } = Promise.withResolvers<number>()
    server = await start({ PORT: '0', COUNTERSIGN_DATA: data, COUNTERSIGN_ORIGIN: front.origin, LOG_LEVEL: 'info', ...env }, {
      now: clock.now,
      passwordCost: cheap,
      log(lines) {
        log += lines
        const port = /"message":"listening".*?"port":(\d+)/.exec(log.slice(from))?.[1]
        if (port) resolve(Number(port))
      },
    })
    front.to(await listening)
  }
  async function stop() {
    const running = server
    server = undefined
    await running?.stop()
  }

  await run()
  return {
    origin: front.origin,
    clock,
    front,
    signIn: (person) => signInAs(front.origin, people[person]),
    nobody: makeClient(front.origin),
    log: () => log,
    async restart() {
      await stop()
      await run()
    },
    stop,
    async close() {
      await stop()
      await front.stop()
    },
  }
}

export const temporary = () => mkdtempSync(join(tmpdir(), 'countersign-e2e-'))
export const remove = (folder: string) => rmSync(folder, { recursive: true, force: true })

/** A data folder with everybody in it, to be copied: quicker than making them anew for each test. */
export async function makeTemplate(start: Start, at = begin): Promise<string> {
  const data = temporary()
  const { administrator, user, other } = people
  const house = await openHouse(start, data, { at, env: { COUNTERSIGN_SETUP_EMAIL: administrator.email, COUNTERSIGN_SETUP_PASSWORD: administrator.password } })
  const ruth = await house.signIn('administrator')
  await ruth.call(updateMe, { body: { name: administrator.name } })
  for (const { name, email, password, role } of [user, other]) await ruth.call(createUser, { body: { name, email, password, role } })
  await house.close()
  return data
}

/** A house with everybody in it and no keys. */
export async function openSeeded(start: Start, template: string, given: { at?: number; env?: NodeJS.ProcessEnv } = {}): Promise<House> {
  const data = temporary()
  cpSync(template, data, { recursive: true })
  const house = await openHouse(start, data, given)
  return {
    ...house,
    async close() {
      await house.close()
      remove(data)
    },
  }
}

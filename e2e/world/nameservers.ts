import { createNameserver, type Nameserver } from '#contract/nameservers.ts'
import { createTsigKey, type TsigKeyWithSecret } from '#contract/tsig-keys.ts'
import { answersOf, simulatedKey, type SimulatedServer } from '#mocks/simulated-answers.ts'
import { tabHost } from '#mocks/tab-host.ts'
import { playNameserver, type Played } from '#server/testing/played-nameserver.ts'
import type { Client } from './api.ts'
import type { Clock } from './clock.ts'

/*
 * Nameservers that play every verdict by the first label of the zone (mocks/simulated-answers.ts): in the demo the simulated ones; for
 * a server the same answers on sockets of this machine.
 */

export interface Nameservers {
  /** A key that the nameserver has. */
  key(by: Client, name: string): Promise<TsigKeyWithSecret>
  /** A nameserver that answers, and one where nobody listens. */
  add(by: Client, name: string): Promise<Nameserver>
  addDead(by: Client): Promise<Nameserver>
  /** Somebody puts this file of BIND in place. In the demo that is told by **It is in place** alone. */
  load(file: string): void
  stop(): Promise<void>
}

export async function openNameservers(on: 'server' | 'demo', clock: Clock): Promise<Nameservers> {
  const keys: SimulatedServer['keys'][number][] = []
  const { crypto } = tabHost(clock.now)
  const server = { name: 'ns', keys, allows: () => true }
  const answer = (question: Uint8Array, send: (octets: Uint8Array) => void) => {
    const answers = answersOf(crypto, server, question, Math.floor(clock.now() / 1000))
    if (typeof answers !== 'string') for (const octets of answers) send(octets)
  }
  const opened: Played[] = []
  const open = async () => {
    const played = await playNameserver({ udp: answer, tcp: answer })
    opened.push(played)
    return played
  }
  const port = on === 'demo' ? 53 : (await open()).port
  // The demo's are known by their addresses; for a server all are one socket.
  let added = 0
  const address = () => (on === 'demo' ? `192.0.2.${20 + added++}` : '127.0.0.1')
  return {
    async key(by, name) {
      const made = await by.call(createTsigKey, { body: { name } })
      keys.push(simulatedKey(name, made.secret))
      return made
    },
    add: (by, name) => by.call(createNameserver, { body: { name, kind: 'bind', addresses: [address()], port } }),
    async addDead(by) {
      // In the demo its name says what it plays.
      if (on === 'demo') return by.call(createNameserver, { body: { name: 'unreachable.example', kind: 'nsd', addresses: ['192.0.2.10'] } })
      const { port, stop } = await playNameserver({})
      await stop()
      return by.call(createNameserver, { body: { name: 'unreachable.example', kind: 'nsd', addresses: ['127.0.0.1'], port } })
    },
    load(file) {
      const found = [...file.matchAll(/key "?([^"\s]+)"? \{\s*algorithm "?([\w-]+)"?;\s*secret "([^"]+)";/g)]
      keys.splice(0, keys.length, ...found.map(([, name, algorithm, secret]) => simulatedKey(name!, secret!, algorithm)))
    },
    async stop() {
      await Promise.all(opened.map((played) => played.stop()))
    },
  }
}

import type { Call, Case } from './event-loop-cases.ts'
import { fresh, type World } from './event-loop-world.ts'
import { each } from './client.ts'
import { short } from './options.ts'

/* Nameservers, what they use keys for, checks of keys and rollovers. */

const path = '/api/v1/nameservers'
const uses = short ? 50 : 500
const id = (made: { id: string }) => made.id
const newKey = async (world: World) => id(await world.made('/tsig', { name: `${fresh()}.example` }))
const newServer = async (world: World) => id(await world.made(path, { name: fresh(), kind: 'bind', addresses: ['ns.invalid'] }))
const use = (world: World, nameserver: string, tsigId: string) =>
  world.made<{ id: string }>(`${path}/${nameserver}/uses`, { tsigId, zone: `${fresh()}.example`, purpose: 'answers-transfers' })

/** One with many uses, each of a key of its own, and a key that as many zones use. Made once for each installation. */
const large = new WeakMap<World, Promise<{ nameserver: string; key: string }>>()
async function makeLarge(world: World): Promise<{ nameserver: string; key: string }> {
  const [nameserver, key] = [await newServer(world), await newKey(world)]
  await each(uses, 4, async () => { await use(world, nameserver, await newKey(world)) })
  await each(uses, 4, async () => { await use(world, nameserver, key) })
  return { nameserver, key }
}
function largeOf(world: World): Promise<{ nameserver: string; key: string }> {
  const made = large.get(world) ?? makeLarge(world)
  large.set(world, made)
  return made
}

const one = (call: (world: World) => Promise<Call>): Case => ({ name: '', call })
const largest = (more: Call = {}): Case =>
  ({ name: 'with many uses', call: async (world) => ({ ...more, params: { nameserverId: (await largeOf(world)).nameserver } }) })
const ofLargestKey = (): Case => ({ name: 'of a key that many zones use', call: async (world) => ({ params: { tsigId: (await largeOf(world)).key } }) })
const wanted = async (world: World, nameserver: string) =>
  (JSON.parse((await world.send('GET', `${path}/${nameserver}`)).text) as { running: { wanted: string } }).running.wanted

async function asServer(world: World): Promise<{ nameserverId: string; headers: Record<string, string> }> {
  const nameserverId = (await largeOf(world)).nameserver
  const answer = await world.send('PUT', `${path}/${nameserverId}/delivery`, { way: 'pull' })
  return { nameserverId, headers: { Authorization: `Bearer ${(JSON.parse(answer.text) as { credential: string }).credential}` } }
}

/** A rollover of a key with so many uses. */
async function newRollover(world: World): Promise<string> {
  const [nameserver, key] = [await newServer(world), await newKey(world)]
  await each(short ? 5 : 50, 4, async () => { await use(world, nameserver, key) })
  return id(await world.made(`/tsig/${key}/rollover`, {}))
}
const rollover = (body?: unknown): Case => one(async (world) => ({ params: { rolloverId: await newRollover(world) }, body }))

export const dnsCases: Readonly<Record<string, readonly Case[]>> = {
  [`POST ${path}`]: [one(async () => ({ body: { name: fresh(), kind: 'knot', addresses: ['192.0.2.53', 'ns.invalid'] } }))],
  [`GET ${path}/{nameserverId}`]: [largest()],
  [`PUT ${path}/{nameserverId}`]: [largest({ body: { note: 'seen' } })],
  [`GET ${path}/{nameserverId}/uses`]: [largest()],
  [`POST ${path}/{nameserverId}/uses`]: [
    one(async (world) => ({
      params: { nameserverId: (await largeOf(world)).nameserver },
      body: { tsigId: await newKey(world), zone: 'one-more.example', purpose: 'takes-updates' },
    })),
  ],
  'GET /tsig/{tsigId}/uses': [ofLargestKey()],
  [`DELETE ${path}/{nameserverId}/uses/{useId}`]: [
    one(async (world) => {
      const { nameserver, key } = await largeOf(world)
      return { params: { nameserverId: nameserver, useId: id(await use(world, nameserver, key)) } }
    }),
  ],
  [`GET ${path}/{nameserverId}/export`]: [largest()],
  [`POST ${path}/{nameserverId}/export`]: [largest()],
  [`POST ${path}/{nameserverId}/in-place`]: [
    one(async (world) => {
      const { nameserver } = await largeOf(world)
      return { params: { nameserverId: nameserver }, body: { etag: await wanted(world, nameserver) } }
    }),
  ],
  [`PUT ${path}/{nameserverId}/delivery`]: [largest({ body: { way: 'pull' } })],
  [`GET ${path}/{nameserverId}/file`]: [
    one(async (world) => {
      const { nameserverId, headers } = await asServer(world)
      return { by: 'nobody', headers, params: { nameserverId } }
    }),
  ],
  [`POST ${path}/{nameserverId}/report`]: [
    one(async (world) => {
      const { nameserverId, headers } = await asServer(world)
      return { by: 'nobody', headers, params: { nameserverId }, body: { etag: await wanted(world, nameserverId), outcome: 'running' } }
    }),
  ],
  'POST /tsig/{tsigId}/check': [
    one(async (world) => ({ params: { tsigId: await newKey(world) }, body: { nameserverId: await newServer(world), transport: 'tcp' } })),
  ],
  'GET /tsig/{tsigId}/checks': [ofLargestKey()],
  [`GET ${path}/{nameserverId}/checks`]: [largest()],
  'POST /tsig/{tsigId}/rollover': [
    one(async (world) => {
      const [nameserver, key] = [await newServer(world), await newKey(world)]
      await each(uses, 4, async () => { await use(world, nameserver, key) })
      return { params: { tsigId: key }, body: { algorithm: 'HMAC-SHA512' } }
    }),
  ],
  'GET /api/v1/rollovers/{rolloverId}': [rollover()],
  'POST /api/v1/rollovers/{rolloverId}/advance': [rollover({ step: 1, automatic: false })],
  'POST /api/v1/rollovers/{rolloverId}/pause': [rollover()],
  'POST /api/v1/rollovers/{rolloverId}/undo': [rollover({ step: 1 })],
  // Last: what is asked above it is gone then.
  [`DELETE ${path}/{nameserverId}`]: [largest()],
}

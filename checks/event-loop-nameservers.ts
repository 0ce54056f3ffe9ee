import type { Case } from './event-loop-cases.ts'
import { each } from './client.ts'
import type { World } from './event-loop-world.ts'
import { numberOption, short } from './options.ts'

/*
 * Nameservers as bad as they may be: one that has as many uses as a nameserver may have, and a key that hundreds
 * share, half of them asking the other half.
 */

const uses = short ? 50 : 1000
/** Each of them that comes has the files of all before worked out anew. */
const sharing = numberOption('sharing', short ? 50 : 300)
const id = (made: { id: string }) => made.id
let counter = 0
/** Names that no other run has. */
const name = (what: string) => `${what}-${Date.now().toString(36)}-${++counter}`

interface Crowd {
  /** Has all its uses of one key, a zone each. */
  busy: string
  /** Its key, and the key that many share. */
  zones: string
  shared: string
  /** One of those that share it. */
  member: string
}

const newNameserver = async (world: World) => id(await world.made('/api/v1/nameservers', { name: name('ns'), kind: 'bind', addresses: ['192.0.2.53'] }))
const newKey = async (world: World) => id(await world.made('/tsig', { name: `${name('key')}.example` }))
const use = (world: World, nameserver: string, tsigId: string, zone: string | null, purpose: string) =>
  world.made<{ id: string }>(`/api/v1/nameservers/${nameserver}/uses`, { tsigId, zone, purpose })

const crowds = new WeakMap<World, Promise<Crowd>>()
async function gather(world: World): Promise<Crowd> {
  const [busy, zones, shared] = [await newNameserver(world), await newKey(world), await newKey(world)]
  const many: string[] = []
  // A place is left for the use that is added later.
  await each(uses - 1, 8, async (at) => { await use(world, busy, zones, `zone${at}.example`, at % 2 === 0 ? 'answers-transfers' : 'takes-updates') })
  await each(sharing - 1, 8, async (at) => {
    const nameserver = await newNameserver(world)
    many.push(nameserver)
    await use(world, nameserver, shared, null, at % 2 === 0 ? 'answers-transfers' : 'asks-for-transfers')
  })
  return { busy, zones, shared, member: many.at(-1)! }
}
async function crowd(world: World): Promise<Crowd> {
  const known = crowds.get(world) ?? gather(world)
  crowds.set(world, known)
  return known
}

const at = (make: (world: World) => Promise<Record<string, string>>, more: Awaited<ReturnType<Case['call']>> = {}, called = ''): Case => ({
  name: called,
  call: async (world) => ({ ...more, params: await make(world) }),
})
const busy = async (world: World) => ({ nameserverId: (await crowd(world)).busy })
const member = async (world: World) => ({ nameserverId: (await crowd(world)).member })
const checked = async ({ written }: World) => ({ nameserverId: written.checked })
const zones = async (world: World) => ({ tsigId: (await crowd(world)).zones })
const shared = async (world: World) => ({ tsigId: (await crowd(world)).shared })
/** The one that was planned last. */
async function rollover(world: World) {
  const { data } = JSON.parse((await world.send('GET', '/api/v1/rollovers?size=1')).text) as { data: { id: string }[] }
  return { rolloverId: data[0]!.id }
}
const [many, all] = ['with as many uses as there may be', 'one of many that share a key']
const often = 'with as many checks of each of its keys as are kept'
const both = (more: Awaited<ReturnType<Case['call']>> = {}) => [at(busy, more, many), at(member, more, all)]

/** A nameserver that fetches, and what it asks with. */
async function fetching(world: World): Promise<{ params: Record<string, string>; headers: Record<string, string>; by: 'nobody' }> {
  const { member: nameserverId } = await crowd(world)
  const { credential } = JSON.parse((await world.send('PUT', `/api/v1/nameservers/${nameserverId}/delivery`, { way: 'pull' })).text) as { credential: string }
  return { params: { nameserverId }, headers: { Authorization: `Bearer ${credential}` }, by: 'nobody' }
}

export const nameserverCases: Readonly<Record<string, readonly Case[]>> = {
  'POST /api/v1/nameservers': [{ name: '', call: () => ({ body: { name: name('ns'), kind: 'nsd', addresses: ['192.0.2.53'] } }) }],
  'GET /api/v1/nameservers/{nameserverId}': [...both(), at(checked, {}, often)],
  'PUT /api/v1/nameservers/{nameserverId}': [
    { name: many, call: async (world) => ({ params: await busy(world), body: { addresses: [`192.0.2.${(++counter % 250) + 1}`] } }) },
    { name: all, call: async (world) => ({ params: await member(world), body: { addresses: [`192.0.2.${(++counter % 250) + 1}`] } }) },
  ],
  'GET /api/v1/nameservers/{nameserverId}/uses': both(),
  'POST /api/v1/nameservers/{nameserverId}/uses': [
    {
      name: many,
      call: async (world) => ({ params: await busy(world), body: { tsigId: await newKey(world), zone: null, purpose: 'signs-notify' }, status: 201 }),
    },
    {
      name: all,
      async call(world) {
        const { shared: tsigId } = await crowd(world)
        return { params: { nameserverId: await newNameserver(world) }, body: { tsigId, zone: null, purpose: 'signs-notify' }, status: 201 }
      },
    },
  ],
  'POST /api/v1/nameservers/{nameserverId}/uses/bulk': [
    {
      name: 'as many as there may be',
      async call(world) {
        const tsigId = await newKey(world)
        const asked = Array.from({ length: uses }, (_, number) => ({ tsigId, zone: `zone${number}.example`, purpose: 'answers-transfers' }))
        return { params: { nameserverId: await newNameserver(world) }, body: { uses: asked } }
      },
    },
  ],
  'GET /tsig/{tsigId}/uses': [at(zones, {}, many), at(shared, {}, all)],
  'DELETE /api/v1/nameservers/{nameserverId}/uses/{useId}': [
    {
      name: all,
      async call(world) {
        const { member: nameserverId } = await crowd(world)
        const { id: useId } = await use(world, nameserverId, await newKey(world), null, 'takes-updates')
        return { params: { nameserverId, useId } }
      },
    },
    { name: often, call: async (world) => ({ params: { ...(await checked(world)), useId: world.written.uses.pop()! } }) },
  ],
  'PUT /api/v1/nameservers/{nameserverId}/delivery': both({ body: { way: 'by-hand' } }),
  'GET /api/v1/nameservers/{nameserverId}/export': both(),
  'POST /api/v1/nameservers/{nameserverId}/export': both(),
  'POST /api/v1/nameservers/{nameserverId}/in-place': [
    {
      name: all,
      async call(world) {
        const params = await member(world)
        const { running } = JSON.parse((await world.send('GET', `/api/v1/nameservers/${params.nameserverId}`)).text) as { running: { wanted: string } }
        return { params, body: { etag: running.wanted } }
      },
    },
  ],
  'GET /api/v1/nameservers/{nameserverId}/file': [{ name: all, call: fetching }],
  'GET /api/v1/nameservers/{nameserverId}/install': [{ name: all, call: fetching }],
  'GET /api/v1/nameservers/{nameserverId}/install-script': [
    { name: '', call: async (world) => ({ params: (await fetching(world)).params }) },
  ],
  // Only one with the API of PowerDNS is pushed to.
  'POST /api/v1/nameservers/{nameserverId}/push': [at(member, { status: 409 }, all)],
  'POST /api/v1/nameservers/{nameserverId}/report': [
    {
      name: all,
      call: async (world) => ({ ...(await fetching(world)), body: { etag: '"1-0123456789abcdef"', outcome: 'refused', detail: 'x '.repeat(9000) } }),
    },
  ],
  // At an address that nobody has: RFC 5737.
  'POST /tsig/{tsigId}/check': [
    {
      name: all,
      async call(world) {
        const { shared: tsigId, member: nameserverId } = await crowd(world)
        return { params: { tsigId }, body: { nameserverId }, status: 200 }
      },
    },
  ],
  'GET /tsig/{tsigId}/checks': [at(shared)],
  // Hundreds of servers that nobody answers for: it goes on until it is cancelled.
  'POST /api/v1/tsig-checks': [{ name: all, call: async (world) => { await crowd(world); return {} } }],
  'GET /api/v1/tsig-checks': [{ name: 'while all are checked', call: () => ({}) }],
  'DELETE /api/v1/tsig-checks': [{ name: '', call: () => ({}) }],
  'PUT /api/v1/tsig-checks/schedule': [{ name: '', call: () => ({ body: { every: 'off' } }) }],
  'GET /api/v1/tsig-rotation': [{ name: '', call: () => ({}) }],
  'PUT /api/v1/tsig-rotation': [{ name: '', call: () => ({ body: { days: 90 } }) }],
  'GET /api/v1/nameservers/{nameserverId}/checks': [...both(), at(checked, {}, often)],
  'POST /tsig/{tsigId}/rollover': [at(zones, { body: {} }, many), at(shared, { body: {} }, all)],
  'GET /api/v1/rollovers/{rolloverId}': [at(rollover, {}, all)],
  'POST /api/v1/rollovers/{rolloverId}/advance': [
    { name: `${all}, started`, call: async (world) => ({ params: await rollover(world), body: { step: 1 } }) },
    { name: `${all}, under way`, call: async (world) => ({ params: await rollover(world), body: { step: 2, automatic: true } }) },
  ],
  'POST /api/v1/rollovers/{rolloverId}/pause': [at(rollover, {}, all)],
  'POST /api/v1/rollovers/{rolloverId}/undo': [at(rollover, { body: { step: 2 } }, all)],
  'DELETE /api/v1/nameservers/{nameserverId}': [
    { name: '', call: async (world) => ({ params: { nameserverId: await newNameserver(world) } }) },
    // Last: what is asked above is gone then.
    { name: many, call: async (world) => ({ params: { nameserverId: (await crowd(world)).busy }, status: 204 }) },
  ],
}

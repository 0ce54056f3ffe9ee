import { z } from '#contract/zod.ts'
import type { ServerFile } from './files/model.ts'
import { asksInOrder } from './files/powerdns.ts'
import { plainSecret } from '../../secrets/shown.ts'
import { keyName, wireName, zoneName } from './files/words.ts'

/** The way to the HTTP API of a PowerDNS. A fault is a sentence. */
export type AskPowerdns = (request: {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
}) => Promise<{ status: number; text: string } | { fault: string }>

/** What a file was made of when it was applied: of that, what is no longer wanted is taken away. */
export type Applied = Pick<ServerFile, 'keys' | 'transfers' | 'updates' | 'asks'>

export interface PowerdnsPush {
  /** Without a final slash: `http://ns3.example.com:8081`. */
  url: string
  apiKey: string
  file: ServerFile
  applied?: Applied
}

/** `changes`: how many calls changed something; none where all was there. */
export type PowerdnsResult = { outcome: 'running'; changes: number } | { outcome: 'failed'; detail: string; changes: number }

class Fault extends Error {}

const Keys = z.array(z.object({ id: z.string(), name: z.string(), algorithm: z.string() }))
const Key = z.object({ id: z.string(), name: z.string(), algorithm: z.string(), key: z.string() })
const Zones = z.array(z.object({ id: z.string(), name: z.string(), kind: z.string() }))
const Zone = z.object({ master_tsig_key_ids: z.array(z.string()).default([]), slave_tsig_key_ids: z.array(z.string()).default([]) })
const Metadata = z.object({ metadata: z.array(z.string()) })

/** PowerDNS writes names with a final dot or without; an id has `=5F` for what is no letter, digit, dot or `-`. */
const bare = (name: string) => name.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))).replace(/\.$/, '').toLowerCase()
const idOf = (name: string) => `${keyName(name).replace(/[^a-z0-9.-]/g, (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}.`
const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((one, at) => one === b[at])
/** These first, then those that are not ours. */
const merged = (wanted: readonly string[], there: readonly string[], ours: ReadonlySet<string>) =>
  [...new Set([...wanted, ...there.filter((name) => !ours.has(name))])]

const namesFor = (lists: readonly { zone: string; keys: readonly string[] }[], zone: string) =>
  [...new Set([...lists.filter((one) => one.zone === zone), ...lists.filter((one) => one.zone === '')].flatMap(({ keys }) => keys))]

function said(status: number, text: string): string {
  if (status === 401 || status === 403) return 'PowerDNS refuses the API key: compare it with api-key in pdns.conf, and webserver-allow-from with our address.'
  if (status === 404) return 'There is no API of PowerDNS at this URL: set api=yes and webserver=yes in pdns.conf, and see that nothing stands before it.'
  if (status >= 300 && status < 400) return 'The URL leads elsewhere, and we do not follow: enter the one of the API itself.'
  const error = /"error":\s*"([^"\\]{1,300})/.exec(text)?.[1]
  return `PowerDNS answers ${status}${error === undefined ? '' : `: ${error}`}. Its log says more.`
}

/**
 * Brings keys, and which zone takes which, to a PowerDNS. To PowerDNS a key is a name *and* an algorithm: one written with another
 * algorithm leaves the old one at work, and its API takes away by name only. So all are listed, a name with anything stale is taken away
 * whole and made anew at once, and what stands there is read back. Keys and lists that are not ours stay.
 */
export async function applyToPowerdns(ask: AskPowerdns, { url, apiKey, file, applied }: PowerdnsPush): Promise<PowerdnsResult> {
  let changes = 0
  const base = `${url}/api/v1/servers/localhost`

  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, missing = false): Promise<string | undefined> {
    const headers = { 'X-API-Key': apiKey, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }
    const answer = await ask({ method, url: base + path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    if ('fault' in answer) throw new Fault(answer.fault)
    if (answer.status === 404 && missing) return undefined
    if (answer.status < 200 || answer.status > 299) throw new Fault(said(answer.status, answer.text))
    if (method !== 'GET') changes += 1
    return answer.text
  }
  async function read<Shape extends z.ZodType>(shape: Shape, path: string): Promise<z.infer<Shape>> {
    const text = await call('GET', path)
    try {
      return shape.parse(JSON.parse(text!))
    } catch {
      throw new Fault('What answers at this URL is not the API of PowerDNS.')
    }
  }
  const listed = async () => Map.groupBy(await read(Keys, '/tsigkeys'), ({ name }) => bare(name))

  /** Whether this key, and nothing else of its name, is there. */
  async function stands(key: ServerFile['keys'][number], there: readonly z.infer<typeof Key>[] | z.infer<typeof Keys>): Promise<boolean> {
    if (there.length !== 1 || there[0]!.algorithm.replace(/\.$/, '').toLowerCase() !== wireName(key)) return false
    return (await read(Key, `/tsigkeys/${there[0]!.id}`)).key === plainSecret(key.secret)
  }

  async function run(): Promise<void> {
    const wantedNames = new Set(file.keys.map(({ name }) => keyName(name)))
    const ours = new Set([...wantedNames, ...(applied?.keys ?? []).map(({ name }) => name)])
    const asking = (from: Applied | undefined) => asksInOrder(from?.asks ?? [])
    const named = [file, applied].map((from) => [...(from?.transfers ?? []), ...(from?.updates ?? []), ...asking(from)].map(({ zone }) => zone))

    // All is looked at before anything changes.
    const zones = new Map((await read(Zones, '/zones')).map((zone) => [zone.name.replace(/(?<=.)\.$/, '').toLowerCase(), zone]))
    const unknown = named[0]!.find((zone) => zone !== '' && !zones.has(zoneName(zone)))
    if (unknown !== undefined) throw new Fault(`PowerDNS has no zone ${unknown}: make it there, or take the use away here.`)
    let keys = await listed()

    for (const key of file.keys) {
      const there = keys.get(key.name) ?? []
      if (await stands(key, there)) continue
      const body = { name: key.name, algorithm: wireName(key), key: plainSecret(key.secret) }
      if (there.length === 1 && there[0]!.algorithm.replace(/\.$/, '').toLowerCase() === body.algorithm) await call('PUT', `/tsigkeys/${there[0]!.id}`, body)
      else {
        if (there.length > 0) await call('DELETE', `/tsigkeys/${there[0]!.id}`, undefined, true)
        await call('POST', '/tsigkeys', body)
      }
    }

    const everywhere = named.flat().includes('')
    for (const [name, zone] of zones) {
      if (!everywhere && !named.flat().includes(name)) continue
      const path = `/zones/${encodeURIComponent(zone.id)}`
      const now = await read(Zone, `${path}?rrsets=false`)
      const [transfers, masters] = [now.master_tsig_key_ids.map(bare), now.slave_tsig_key_ids.map(bare)]
      const wantTransfers = merged(namesFor(file.transfers, name), transfers, ours)
      // PowerDNS asks with the first alone. A primary asks nobody.
      const asks = /^(?:slave|secondary|consumer)$/i.test(zone.kind) ? namesFor(asking(file), name).slice(0, 1) : []
      const wantMasters = merged(asks, masters, ours)
      const set = {
        ...(same(transfers, wantTransfers) ? {} : { master_tsig_key_ids: wantTransfers.map(idOf) }),
        ...(same(masters, wantMasters) ? {} : { slave_tsig_key_ids: wantMasters.map(idOf) }),
      }
      if (Object.keys(set).length > 0) await call('PUT', path, set)
      const metadata = `${path}/metadata/TSIG-ALLOW-DNSUPDATE`
      const updates = (await read(Metadata, metadata)).metadata.map(bare)
      const wantUpdates = merged(namesFor(file.updates, name), updates, ours)
      if (!same(updates, wantUpdates)) await call('PUT', metadata, { kind: 'TSIG-ALLOW-DNSUPDATE', metadata: wantUpdates })
    }

    for (const name of ours) {
      const [stale] = wantedNames.has(name) ? [] : (keys.get(name) ?? [])
      if (stale) await call('DELETE', `/tsigkeys/${stale.id}`, undefined, true)
    }

    if (changes === 0) return
    keys = await listed()
    for (const key of file.keys)
      if (!(await stands(key, keys.get(key.name) ?? []))) throw new Fault(`PowerDNS has another ${key.name} than it took: see who else writes its keys.`)
    const left = [...ours].find((name) => !wantedNames.has(name) && keys.has(name))
    if (left !== undefined) throw new Fault(`PowerDNS still has ${left}: take it away there (pdnsutil delete-tsig-key).`)
  }

  try {
    await run()
    return { outcome: 'running', changes }
  } catch (error) {
    if (error instanceof Fault) return { outcome: 'failed', detail: error.message, changes }
    throw error
  }
}

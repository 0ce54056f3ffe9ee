import type { Insertable } from 'kysely'
import type { NameserverKind, TsigPurpose, WayOfDelivery } from '#contract/nameservers.ts'
import { uuidv7 } from '#server/bytes.ts'
import { nameKey } from '#server/credentials/confusables.ts'
import type { Store } from '#server/db/store.ts'
import type { Tables } from '#server/db/tables.ts'
import type { TsigKeyTable } from '#server/db/tables-of-dns.ts'
import type { Host } from '#server/host.ts'
import { createWanted } from '#server/nouns/nameservers/wanted.ts'
import { createTsigChecker } from '#server/nouns/tsig-checks/asking.ts'
import { createSecretOf } from '#server/nouns/tsig-keys/secrets.ts'
import type { Vault } from '#server/secrets/vault.ts'
import { simulateNameservers } from '../simulated-nameservers.ts'
import type { Chance } from './random.ts'

const minute = 60_000
const day = 24 * 60 * minute

interface Plan {
  name: string
  kind: NameserverKind
  address: string
  way?: WayOfDelivery
  /** Days before the beginning. */
  created: number
  note?: string
  uses: readonly (readonly [key: string, purpose: TsigPurpose, zone?: string])[]
}

/** Those in the pictures of the design. What each answers is said by its address (simulated-nameservers.ts). */
const plans: readonly Plan[] = [
  {
    name: 'ns1.nwnd.example', kind: 'bind', address: '192.0.2.53', way: 'pull', created: 400, note: 'Simulated. The primary.',
    uses: [
      ['axfr.ams1.nwnd.example', 'answers-transfers', 'nwnd.example'], ['axfr.fra2.nwnd.example', 'answers-transfers', 'nwnd.example'],
      ['catalog.nwnd.example', 'answers-transfers', 'catalog.nwnd.example'], ['certbot-rfc2136', 'takes-updates', '_acme-challenge.nwnd.example'],
      ['axfr.ams1.nwnd.example', 'signs-notify', 'nwnd.example'],
    ],
  },
  {
    name: 'ns2.nwnd.example', kind: 'knot', address: '2001:db8:53::2', way: 'pull', created: 380, note: 'Simulated. In Amsterdam; its clock is late.',
    uses: [['axfr.ams1.nwnd.example', 'asks-for-transfers', 'nwnd.example'], ['ddns-lab', 'takes-updates', 'lab.nwnd.example']],
  },
  {
    name: 'ns3.nwnd.example', kind: 'nsd', address: '198.51.100.53', created: 380, note: 'Simulated. In Frankfurt; its clock is wrong.',
    uses: [['axfr.fra2.nwnd.example', 'asks-for-transfers', 'nwnd.example']],
  },
  {
    name: 'hidden.nwnd.example', kind: 'powerdns', address: '10.20.0.9', created: 230, note: 'Simulated. Answers everybody.',
    uses: [['external-dns-eu-west', 'answers-transfers', 'shop.nwnd.example'], ['external-dns-eu-west', 'takes-updates', 'shop.nwnd.example']],
  },
  {
    name: 'partner.example', kind: 'other', address: '203.0.113.77', created: 160, note: 'Simulated. Fabrikam keeps it, with another secret.',
    uses: [['partner-xfr', 'answers-transfers', 'northwind.example']],
  },
]

interface NameserverSeed {
  begin: number
  chance: Chance
  host: Host
  store: Store
  vault: Vault
  keys: readonly TsigKeyTable[]
}

/** Northwind's nameservers with what they use, and checks of six days ago, when all was well, and of twenty minutes ago: real ones. */
export async function plantNameservers({ begin, chance, host, store, vault, keys }: NameserverSeed): Promise<void> {
  const idOf = (name: string) => keys.find((key) => key.name === name)!.id
  const uses: Insertable<Tables['tsig_uses']>[] = []
  const servers = plans.map(({ name, kind, address, way = 'by-hand', created, note = null, uses: planned }): Insertable<Tables['nameservers']> => {
    const createdAt = begin - created * day
    const id = uuidv7(createdAt, chance.bytes)
    for (const [key, purpose, zone = ''] of planned)
      uses.push({ id: uuidv7(createdAt, chance.bytes), tsig_key_id: idOf(key), nameserver_id: id, zone, purpose, created_at: createdAt })
    return {
      id, name, name_key: nameKey(name), kind, addresses: address, port: 53, note, created_at: createdAt, updated_at: createdAt, version: 1, way,
      api_key_version: 0, wanted: 0, wanted_digest: '', wanted_at: createdAt, credential_at: way === 'pull' ? createdAt : null,
    }
  })
  await store.write(async (tx) => {
    await tx.insertInto('nameservers').values(servers).execute()
    await tx.insertInto('tsig_uses').values(uses).execute()
    const delivered = begin - 3 * day
    await createWanted(host, store).refresh(tx, delivered, { nameservers: servers.map(({ id }) => id) })
    await tx.updateTable('nameservers').set(({ ref }) => ({
      running: ref('wanted'), running_at: delivered, outcome: 'running' as const, outcome_of: ref('wanted'), outcome_at: delivered, seen_at: begin - minute,
    })).where('name', '!=', 'partner.example').execute()
  })

  let now = 0
  const at = { ...host, now: () => now, random: chance.bytes }
  const secretOf = createSecretOf(vault)
  let wasWell = true
  const { port } = simulateNameservers({
    host: at, store: () => store, secretOf: (id) => secretOf(store.db, id), play: () => (wasWell ? 'accepted' : undefined),
  })
  const checker = createTsigChecker({ host: { ...at, nameserver: port }, store, secretOf, loopback: false, record: async () => {} })
  const places = [...Map.groupBy(uses, ({ tsig_key_id: key, nameserver_id: server, zone }) => `${key} ${server} ${zone}`).values()]
  for (const began of [begin - 6 * day, begin - 20 * minute]) {
    now = began
    wasWell = began < begin - day
    for (const [{ tsig_key_id: tsigId, nameserver_id: nameserverId, zone }] of places as [Insertable<Tables['tsig_uses']>][]) {
      const purposes = uses.filter((use) => use.tsig_key_id === tsigId && use.nameserver_id === nameserverId).map(({ purpose }) => purpose)
      const asked = {
        tsigId, nameserverId, zone, transport: 'both' as const, transfer: !wasWell && purposes.includes('answers-transfers'),
        update: purposes.includes('takes-updates'), enforce: !wasWell,
      }
      await checker.askItself(asked, AbortSignal.timeout(60_000))
      now += 1000
    }
  }
}

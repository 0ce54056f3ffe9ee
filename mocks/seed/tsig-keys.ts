import { naturalKey } from '#contract/natural.ts'
import { tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { base64, uuidv7 } from '#server/bytes.ts'
import type { TsigKeyTable } from '#server/db/tables-of-dns.ts'
import type { Fingerprints } from '#server/secrets/fingerprints.ts'
import { joined, secretPlace } from '#server/nouns/tsig-keys/rows.ts'
import type { Vault } from '#server/secrets/vault.ts'
import type { Chance } from './random.ts'

const day = 86_400_000

interface Plan {
  name: string
  algorithm?: TsigAlgorithm
  /** Days before the beginning. */
  created: number
  updated: number
  note?: string
  tags?: readonly string[]
  usedBy?: readonly string[]
  /** Where it is not that of the digest. */
  octets?: number
}

const zones = [
  'nwnd.example',
  'shop.nwnd.example',
  'mail.nwnd.example',
  'api.nwnd.example',
  'status.nwnd.example',
  'cdn.nwnd.example',
  'docs.nwnd.example',
  'jobs.nwnd.example',
  'img.nwnd.example',
  'pay.nwnd.example',
  'old.nwnd.example',
  'northwind.example',
]

/** Those in the pictures of the design. Where they are used, and what checks said: nameservers.ts. */
const known: readonly Plan[] = [
  {
    name: 'axfr.ams1.nwnd.example',
    created: 410,
    updated: 3,
    tags: ['transfer', 'production'],
    usedBy: zones,
    note: 'Zone transfers from ns1 to Amsterdam. Changed every spring and autumn.',
  },
  { name: 'axfr.fra2.nwnd.example', created: 410, updated: 3, tags: ['transfer', 'production'], usedBy: zones, note: 'Zone transfers from ns1 to Frankfurt.' },
  {
    name: 'catalog.nwnd.example',
    algorithm: 'HMAC-SHA512',
    created: 50,
    updated: 50,
    tags: ['transfer'],
    usedBy: ['catalog.nwnd.example'],
    note: 'The catalogue zone (RFC 9432).',
  },
  {
    name: 'certbot-rfc2136',
    created: 300,
    updated: 55,
    tags: ['acme', 'dynamic'],
    usedBy: ['_acme-challenge.nwnd.example', '_acme-challenge.shop.nwnd.example', '_acme-challenge.mail.nwnd.example'],
  },
  {
    name: 'ddns-dhcp-office',
    created: 390,
    updated: 99,
    tags: ['dynamic'],
    usedBy: ['office.nwnd.example', '2.0.192.in-addr.arpa'],
    note: 'Kea in the office writes leases with it.',
  },
  {
    name: 'ddns-lab',
    algorithm: 'HMAC-SHA224',
    created: 390,
    updated: 99,
    tags: ['dynamic', 'lab'],
    usedBy: ['lab.nwnd.example'],
    octets: 16,
    note: 'Shorter than it should be: the switches in the lab take no more.',
  },
  { name: 'external-dns-eu-west', created: 236, updated: 114, tags: ['kubernetes', 'production'], usedBy: zones.slice(0, 5) },
  {
    name: 'partner-xfr',
    algorithm: 'HMAC-SHA384',
    created: 163,
    updated: 163,
    tags: ['transfer', 'partner'],
    usedBy: ['northwind.example'],
    note: 'Fabrikam keeps the other end.',
  },
  { name: 'tsigkey-spare', created: 163, updated: 163 },
]

/** The company's TSIG keys, their secrets sealed as the server does it. Secrets fall by chance, and nobody's nameserver has them. */
export async function tsigKeyRows(begin: number, chance: Chance, vault: Vault, fingerprints: Fingerprints): Promise<TsigKeyTable[]> {
  return Promise.all(
    known.map(async ({ name, algorithm = 'HMAC-SHA256', created, updated, note, tags, usedBy, octets = tsigAlgorithms[algorithm].digestOctets }) => {
      const createdAt = begin - created * day - chance.whole(0, 8) * 3_600_000
      const place = { id: uuidv7(createdAt, chance.bytes), secret_version: created === updated ? 1 : 2 }
      const secret = base64(chance.bytes(octets))
      return {
        ...place,
        name,
        name_order: naturalKey(name),
        algorithm,
        secret: vault.seal(secretPlace(place), secret),
        secret_bits: octets * 8,
        fingerprint: await fingerprints.of(secret),
        note: note ?? null,
        tags: joined(tags),
        used_by: joined(usedBy),
        created_at: createdAt,
        updated_at: created === updated ? createdAt : begin - updated * day - 3_600_000,
        check_verdict: null,
        checked_at: null,
        check_enforced: null,
        check_worse: 0,
        version: place.secret_version,
        secret_at: created === updated ? createdAt : begin - updated * day - 3_600_000,
        rotate_days: null,
      }
    }),
  )
}

import { listApiKeys } from '#contract/api-keys.ts'
import { listAuthKeys } from '#contract/auth-keys.ts'
import { listCertcentralKeys } from '#contract/certcentral-keys.ts'
import type { ReplyOf } from '#contract/endpoint.ts'
import { getInventory, inventoryDays, timelineMax, type InventoryCount, type InventoryKind, type KindInventory, type TimelineItem } from '#contract/inventory.ts'
import { listOneTokens } from '#contract/one-tokens.ts'
import { pageSizeMax, type PageQuery } from '#contract/page.ts'
import { listTsigKeys } from '#contract/tsig-keys.ts'
import { can } from './policy.ts'
import { read, type Call, type Route } from './route.ts'
import { day, iso } from './time.ts'

export interface InventoryParts {
  /** Every route of the server: the lists are asked through their own, so that a number here is their `total` and nothing else. */
  routes: () => readonly Route[]
}

/** A list's kind, and the filters of what is counted of it at `now`. */
interface Counted {
  readonly list: typeof listApiKeys | typeof listCertcentralKeys | typeof listAuthKeys | typeof listOneTokens | typeof listTsigKeys
  readonly filters: (days: (from: number) => string) => Partial<Record<InventoryCount, string>>
}

const unused = -90
/** Both ends of life in one go: `usable` is what still works, in the words of the list. */
const expiring = (usable: string, field: string, days: (from: number) => string): Partial<Record<InventoryCount, string>> =>
  Object.fromEntries([7, 30, 90].map((ahead) => [`expires-${ahead}`, `${usable};${field} is on or before ${days(ahead)}`]))
const using = (usable: string, field: string, days: (from: number) => string): Partial<Record<InventoryCount, string>> =>
  ({ 'never-used': `${usable};${field} is empty`, 'unused-90': `${usable};${field} is before ${days(unused)}` })

const counted: Readonly<Record<InventoryKind, Counted>> = {
  'api-key': {
    list: listApiKeys,
    filters: (days) => ({ expired: 'status is expired', ...expiring('status is not expired', 'expiresAt', days), ...using('status is not expired', 'lastUsedAt', days) }),
  },
  'certcentral-key': {
    list: listCertcentralKeys,
    filters: (days) => ({ ...using('status is active', 'lastUsedAt', days), unrestricted: 'status is active;restrictedToRoleId is 0' }),
  },
  'auth-key': { list: listAuthKeys, filters: (days) => ({ expired: 'status is expired', ...expiring('status is active', 'expiresAt', days) }) },
  'one-token': {
    list: listOneTokens,
    filters: (days) => ({ expired: 'state is expired', ...expiring('state is not expired', 'expires_at', days), ...using('state is valid', 'last_used_at', days) }),
  },
  'tsig-key': { list: listTsigKeys, filters: () => ({ 'legacy-algorithm': 'algorithm is HMAC-SHA224' }) },
}

type Ask = <E extends Counted['list']>(list: E, query: PageQuery) => Promise<ReplyOf<E>>

/** What ends within the timeline, of one list; `usable` and `over` are its words for what still works and what has expired. */
async function ends<E extends Counted['list']>(ask: Ask, list: E, { field, usable, over, now, item }: {
  field: string
  usable: string
  over: string
  now: number
  item: (row: ReplyOf<E>['data'][number]) => TimelineItem
}): Promise<{ back: TimelineItem[]; ahead: TimelineItem[]; more: boolean }> {
  const dayAt = (from: number) => iso(now + from * day).slice(0, 10)
  const back = await ask(list, { filter: `${over};${field} is on or after ${dayAt(-inventoryDays.back)}`, sort: `-${field}`, size: timelineMax.back })
  const ahead = await ask(list, { filter: `${usable};${field} is on or before ${dayAt(inventoryDays.ahead)}`, sort: field, size: timelineMax.ahead })
  return { back: (back.data as ReplyOf<E>['data'][number][]).map(item), ahead: (ahead.data as ReplyOf<E>['data'][number][]).map(item), more: ahead.next !== null }
}

const soonest = (a: TimelineItem, b: TimelineItem) => Date.parse(a.at) - Date.parse(b.at)

async function timeline(ask: Ask, now: number): Promise<{ timeline: TimelineItem[]; more: boolean }> {
  const lists = [
    await ends(ask, listApiKeys, {
      field: 'expiresAt', usable: 'status is not expired', over: 'status is expired', now,
      item: ({ id, name, owner, expiresAt }) => ({ kind: 'api-key', id, name, owner: owner.name, at: expiresAt, what: 'expires' }),
    }),
    await ends(ask, listAuthKeys, {
      field: 'expiresAt', usable: 'status is active', over: 'status is expired', now,
      item: ({ id, createdBy, expiresAt }) => ({ kind: 'auth-key', id, name: id, owner: createdBy?.name ?? null, at: expiresAt!, what: 'expires' }),
    }),
    await ends(ask, listOneTokens, {
      field: 'expires_at', usable: 'state is not expired', over: 'state is expired', now,
      item: ({ id, name, owner, expires_at: at }) => ({ kind: 'one-token', id, name, owner: owner.name, at: at!, what: 'expires' }),
    }),
  ]
  const rotating = await ask(listApiKeys, { filter: 'status is rotating', sort: 'rotatedAt', size: pageSizeMax })
  const old = rotating.data.flatMap(({ id, name, owner, oldValue }): TimelineItem[] =>
    (oldValue === null ? [] : [{ kind: 'api-key', id, name, owner: owner.name, at: oldValue.endsAt, what: 'old-value-ends' }]))
  const ahead = [...old, ...lists.flatMap((list) => list.ahead)].sort(soonest)
  const back = lists.flatMap((list) => list.back).sort(soonest).slice(-timelineMax.back)
  return {
    timeline: [...back, ...ahead.slice(0, timelineMax.ahead)],
    more: ahead.length > timelineMax.ahead || rotating.next !== null || lists.some((list) => list.more),
  }
}

/** The overview's figures. Nothing here reads a table: what a person may not see of a list they do not see here. */
export function inventory({ routes }: InventoryParts): Route[] {
  function asking(call: Call): Ask {
    return async <E extends Counted['list']>(list: E, query: PageQuery) => {
      const route = routes().find(({ endpoint }) => endpoint === list)
      if (route?.kind !== 'read' || !can(call.actor, list.action)) throw new Error(`${list.path} is no list that ${call.endpoint.path} may read`)
      const { body } = await route.handle({ ...call, endpoint: list, query })
      return body as ReplyOf<E>
    }
  }

  return [
    read(getInventory, async (call) => {
      const ask = asking(call as unknown as Call)
      const days = (from: number) => iso(call.now + from * day).slice(0, 10)
      const kinds: KindInventory[] = []
      for (const [kind, { list, filters }] of Object.entries(counted) as [InventoryKind, Counted][]) {
        const count = async (filter: string) => {
          const { total, totalCapped } = await ask(list, { filter, size: 1 })
          return { count: total, capped: totalCapped }
        }
        const all = await count('')
        const counts: KindInventory['counts'] = []
        for (const [name, filter] of Object.entries(filters(days)) as [InventoryCount, string][]) counts.push({ name, ...(await count(filter)), filter })
        kinds.push({ kind, total: all.count, capped: all.capped, counts })
      }
      return { body: { kinds, ...(await timeline(ask, call.now)) } }
    }),
  ]
}

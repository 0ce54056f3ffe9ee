import { listConnectors } from '#contract/connectors.ts'
import { activityMax, getInventory, namedMax, runMax, type InventoryEvent } from '#contract/inventory.ts'
import type { Store } from '../../db/store.ts'
import { countConnectors, countKind, inventoryFilters } from './counts.ts'
import { foldRuns } from './runs.ts'
import { timelineOf } from './timeline.ts'
import { can, visibleOwner } from '../../pipeline/policy.ts'
import { read, type Call, type Route } from '../../pipeline/route.ts'
import { iso } from '../../time.ts'

export interface InventoryParts {
  store: Store
  /** Every route of the server: connectors are counted by their own list. */
  routes: () => readonly Route[]
}

/** The overview's figures: administrators get everything, others what their own lists show them. */
export function inventory({ store, routes }: InventoryParts): Route[] {
  async function connectors(call: Call, filter: string): Promise<{ total: number; data: { id: string; name: string }[] }> {
    const route = routes().find(({ endpoint }) => endpoint === listConnectors)
    if (route?.kind !== 'read') throw new Error(`${listConnectors.path} is no list that ${call.endpoint.path} may read`)
    const { body } = await route.handle({ ...call, endpoint: listConnectors, query: { filter, size: namedMax } })
    return body as { total: number; data: { id: string; name: string }[] }
  }

  async function activity(actor: string | undefined): Promise<InventoryEvent[]> {
    const rows = await store.aside.selectFrom('audit').select(['seq', 'time', 'actor_name', 'action', 'object_kind', 'object_name', 'outcome'])
      .$if(actor !== undefined, (query) => query.where('actor_id', '=', actor!))
      .where((the) => the.or([the('action', 'not like', 'session.%').and('action', '<>', 'reply.acknowledge'), the('outcome', 'like', 'denied%')]))
      // A password that was asked for first is told by what was done with it.
      .where('outcome', 'not like', 'asked%')
      .orderBy('seq', 'desc').limit(runMax).execute()
    const events = rows.map((row) => ({
      seq: row.seq,
      at: iso(row.time),
      actor: row.actor_name,
      action: row.action,
      object: { kind: row.object_kind, name: row.object_name },
      outcome: row.outcome,
      times: 1,
    }))
    return foldRuns(events).slice(0, activityMax)
  }

  return [
    read(getInventory, async (call) => {
      const { actor, now, request } = call
      const owner = visibleOwner(actor)
      const kinds = []
      for (const kind of ['api-key', 'certcentral-key', 'auth-key', 'one-token', 'tsig-key'] as const) {
        // Walks over all there is: whoever has gone wants no more of them.
        request.signal.throwIfAborted()
        kinds.push(await countKind(store.aside, kind, owner, now))
      }
      if (can(actor, listConnectors.action)) {
        const same = call as unknown as Call
        kinds.push(countConnectors((await connectors(same, '')).total, await connectors(same, inventoryFilters.connector(String)['check-failed']!)))
      }
      return { body: { kinds, ...(await timelineOf(store.aside, owner, now)), activity: await activity(owner) } }
    }),
  ]
}

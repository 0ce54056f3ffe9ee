import { keepPreviousData } from '@tanstack/react-query'
import { listAudit } from '#contract/calls.ts'
import {
  deleteNameserver, getNameserver, getTsigKey, listNameservers, listTsigKeys, listUses, listUsesOfKey,
} from '#contract/calls-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import { mutation } from '../../client/mutation.ts'
import { query, queryWithMeta } from '../../client/query.ts'
import type { Work } from '../../feedback/pending.ts'
import { rowsById } from '../../table/rows-by-id.ts'

export const oneNameserver = (nameserverId: string) => query(getNameserver, { params: { nameserverId } })
/** As its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const nameserverForEditing = (nameserverId: string) => ({ ...queryWithMeta(getNameserver, { params: { nameserverId } }), staleTime: 0 })
export const usesOf = (nameserverId: string) => query(listUses, { params: { nameserverId } })
export const oneKey = (tsigId: string) => query(getTsigKey, { params: { tsigId } })

/** What is offered while one types: the last answer stays. */
const sought = (search: string) => ({ search: search.trim().slice(0, 200), size: '20', sort: 'name' })
export const keysThatMatch = (search: string) => ({ ...query(listTsigKeys, { query: sought(search) }), placeholderData: keepPreviousData })
export const nameserversLike = (search: string) => query(listNameservers, { query: sought(search) })
export const nameserversThatMatch = (search: string) => ({ ...nameserversLike(search), placeholderData: keepPreviousData })

/** What every change of a nameserver or of a use makes stale: peers stand in others' uses. */
export const staleNameservers = [listNameservers, getNameserver, listUses, listUsesOfKey, listAudit] as const
export const dropNameserver = mutation(deleteNameserver, { stale: [listNameservers, listUses, listUsesOfKey, listAudit] })

/** Nameservers by their ids, as they are now; those that are gone are left out. */
export const chosenNameservers = (ids: readonly string[], work?: Work): Promise<Nameserver[]> => rowsById(listNameservers, ids, work)

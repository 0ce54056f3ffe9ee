import { listAudit } from '#contract/calls.ts'
import {
  allowBase,
  checkConnector,
  deleteConnector,
  disallowBase,
  getAccountFacts,
  getConnector,
  listAllowedBases,
  listConnectorChecks,
  listConnectors,
  listDivisions,
  putAccountFacts,
} from '#contract/calls-of-certcentral.ts'
import { mutation } from '../../client/mutation.ts'
import { query, queryWithMeta } from '../../client/query.ts'

export const allBases = query(listAllowedBases)
export const oneConnector = (connectorId: string) => query(getConnector, { params: { connectorId } })
export const checksOf = (connectorId: string) => query(listConnectorChecks, { params: { connectorId } })
/** One connector as its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const connectorForEditing = (connectorId: string) => ({ ...queryWithMeta(getConnector, { params: { connectorId } }), staleTime: 0 })

/** What every change of a connector makes stale. */
export const staleConnectors = [listConnectors, getConnector, listConnectorChecks, listAudit] as const
const staleBases = [listAllowedBases, ...staleConnectors] as const

/** Others are asked over the network, one after the other: longer than a page usually waits. */
export const checkPatience = 30_000
export const recheck = mutation(checkConnector, { stale: [...staleConnectors] })
export const removeConnector = mutation(deleteConnector, { stale: [listConnectors, listAudit] })
export const allow = mutation(allowBase, { stale: staleBases })
export const disallow = mutation(disallowBase, { stale: staleBases })

/** What is loaded of the account, with the `ETag` that loading sends back. */
export const loadedFacts = { ...queryWithMeta(getAccountFacts), staleTime: 0 }
export const loadFacts = mutation(putAccountFacts, { stale: [getAccountFacts, listDivisions, listAudit] })

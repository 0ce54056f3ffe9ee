import { z } from './zod.ts'
import { ContainerFact } from './account-facts.ts'
import { IntegerId, VendorPage, WholeListQuery } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'

/* Divisions, which the Services API v2 calls containers (List containers, Container info, List child containers). */

const shared = {
  takes: ['certcentral-key'],
  method: 'GET',
  area: 'account',
  action: 'certcentral-account.read',
  wire: { 'not-found': 'not_found|container' },
} as const
const base = '/services/v2/container'
const params = z.object({ container_id: IntegerId })
// `page` only where a part was asked for, or came: the vendor's own examples have none.
const list = { query: WholeListQuery, reply: z.strictObject({ containers: z.array(ContainerFact), page: VendorPage.optional() }) } as const

export const listVendorContainers = { ...shared, ...list, path: base, summary: 'List divisions, the top one first' } as const satisfies Endpoint

export const getVendorContainer = {
  ...shared,
  path: `${base}/{container_id}`,
  summary: 'One division',
  params,
  reply: ContainerFact,
} as const satisfies Endpoint

export const listVendorContainerChildren = {
  ...shared,
  ...list,
  path: `${base}/{container_id}/children`,
  summary: 'The divisions right below one',
  params,
} as const satisfies Endpoint

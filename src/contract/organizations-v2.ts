import { z } from './zod.ts'
import { OrganizationFact, Validations } from './account-facts.ts'
import { IntegerId, VendorPage, VendorQuery, Yes } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'

/* Organizations as the Services API v2 speaks of them (List organizations, Organization info, Validation details). */

const shared = {
  takes: ['certcentral-key'],
  method: 'GET',
  area: 'organizations',
  action: 'certcentral-account.read',
  wire: { 'not-found': 'not_found|organization' },
} as const
const base = '/services/v2/organization'
const params = z.object({ organization_id: IntegerId })

export const listVendorOrganizations = {
  ...shared, path: base, summary: 'List organizations; as CSV with Accept: text/csv, then all of them where no limit is given',
  query: VendorQuery.extend({
    container_id: IntegerId.optional(), 'filters[name]': z.string().max(300).optional(), 'filters[status]': z.enum(['active', 'inactive']).optional(),
    'filters[validation]': z.enum(['pending', 'not_pending']).optional(),
    /** Those that this division can order for. */
    'filters[container_id_for_organization]': IntegerId.optional(),
    include_validation: Yes,
  }),
  produces: ['application/json', 'text/csv'], reply: z.strictObject({ organizations: z.array(OrganizationFact), page: VendorPage }),
} as const satisfies Endpoint

export const getVendorOrganization = {
  ...shared, path: `${base}/{organization_id}`, summary: 'One organization', params, query: z.looseObject({ include_validation: Yes }), reply: OrganizationFact,
} as const satisfies Endpoint

export const getVendorOrganizationValidation = {
  ...shared, path: `${base}/{organization_id}/validation`, summary: 'What an organization is validated for', params,
  reply: z.strictObject({ validations: Validations }),
} as const satisfies Endpoint

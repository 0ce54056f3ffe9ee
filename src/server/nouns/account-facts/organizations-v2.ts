import type { OrganizationFact } from '#contract/account-facts.ts'
import { csvLine } from '#contract/csv.ts'
import type { Value } from '#contract/matches.ts'
import { getVendorOrganization, getVendorOrganizationValidation, listVendorOrganizations } from '#contract/organizations-v2.ts'
import type { Facts } from './store.ts'
import type { AccountReach } from './reach.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { notFound } from '../../problem.ts'
import { wantsCsv } from '../../http/request.ts'
import { read, type Route } from '../../pipeline/route.ts'
import { vendorArrayPage, wholeNumbers, type VendorColumns } from '../../list/vendor-list.ts'

const columns = {
  id: wholeNumbers,
  name: { type: 'text', search: true },
  assumed_name: { type: 'text', search: true },
  display_name: { type: 'text', search: true },
  status: { type: 'choice', choices: ['active', 'inactive'] },
  city: { type: 'text' },
  country: { type: 'text' },
} as const satisfies VendorColumns

const plain = (value: unknown): Value => (typeof value === 'string' || typeof value === 'number' ? value : undefined)
const isInactive = ({ status, is_active: active }: OrganizationFact) => (status ? status !== 'active' : [false, '0', 0].includes(active as string))
const field = (organization: OrganizationFact, column: string): Value =>
  column === 'status' ? (isInactive(organization) ? 'inactive' : 'active') : plain(organization[column])

const csvColumns = [
  'id',
  'status',
  'name',
  'assumed_name',
  'display_name',
  'is_active',
  'address',
  'address2',
  'zip',
  'city',
  'state',
  'country',
  'telephone',
] as const
const cell = (value: unknown) => (typeof value === 'boolean' ? Number(value) : plain(value))

const withoutValidations = (organization: OrganizationFact): OrganizationFact => ({ ...organization, validations: undefined })
const isPending = ({ validations }: OrganizationFact) => validations?.some(({ status }) => status === 'pending') ?? false

/** Organizations as the vendor's own API has it. */
export function organizationsV2({ facts, reach }: { facts: Facts; reach: AccountReach }): Route[] {
  /** Whom each organization is of: its own division, and those that can order for it, as it says itself or they do. */
  async function divisionsOf(): Promise<(organization: OrganizationFact, top: number) => readonly number[]> {
    const { all } = await facts.containers()
    const assigned = new Map<number, number[]>()
    for (const { id, organization_assignments: theirs } of all) for (const one of theirs ?? []) assigned.set(one.id, [...(assigned.get(one.id) ?? []), id])
    return ({ id, container, container_id_assignments: its }, top) => [container?.id ?? top, ...(its ?? []), ...(assigned.get(id) ?? [])]
  }

  const seen = async (actor: Actor, query: { container_id?: number | undefined } = {}) =>
    reach.of((await facts.read()).facts.organizations, query, actor, await divisionsOf())
  const found = async (actor: Actor, id: number) => (await seen(actor)).find((one) => one.id === id) ?? notFound()

  /** Those that a division can order for: all, where it is the top one or restricted to none (the vendor's rule). */
  async function orderableFor(
    organizations: readonly OrganizationFact[],
    division: number | undefined,
    { divisions: own }: Actor,
  ): Promise<readonly OrganizationFact[]> {
    const { top, all } = await facts.containers()
    const container = all.find(({ id }) => id === division)
    if (division === undefined || division === top.id) return organizations
    if (!container || (own && !own.includes(division))) return []
    const isRestricted =
      (container.organization_assignments?.length ?? 0) > 0 ||
      ((await facts.read()).facts.organizations ?? []).some((one) => one.container_id_assignments?.includes(division))
    const divisions = await divisionsOf()
    return isRestricted ? organizations.filter((one) => divisions(one, top.id).includes(division)) : organizations
  }

  return [
    read(listVendorOrganizations, async ({ actor, query, request }) => {
      const validation = query['filters[validation]']
      const entries = await orderableFor(await seen(actor, query), query['filters[container_id_for_organization]'], actor)
      const csv = wantsCsv(request)
      const { rows, page } = await vendorArrayPage({
        entries: validation === undefined ? entries : entries.filter((one) => isPending(one) === (validation === 'pending')),
        columns, field, query, sort: 'name', apart: ['validation', 'container_id_for_organization'], searchById: true,
        ...(csv ? { limit: entries.length } : {}),
      })
      if (!csv) return { body: { organizations: query.include_validation ? rows : rows.map(withoutValidations), page } }
      const lines = [[...csvColumns, 'container'], ...rows.map((one) => [...csvColumns.map((column) => cell(one[column])), plain(one.container?.name)])].map(
        csvLine,
      )
      return { file: { body: lines.join(''), type: 'text/csv; charset=utf-8', fileName: 'organizations.csv' } }
    }),

    read(getVendorOrganization, async ({ actor, params, query }) => {
      const organization = await found(actor, params.organization_id)
      return { body: query.include_validation ? organization : withoutValidations(organization) }
    }),

    read(getVendorOrganizationValidation, async ({ actor, params }) => ({
      body: { validations: (await found(actor, params.organization_id)).validations ?? [] },
    })),
  ]
}

import type { AccountFacts } from '#contract/account-facts.ts'

const organizations: AccountFacts['organizations'] = [
  { id: 1850242, name: 'Northwind Networks AS', display_name: 'Northwind Networks', status: 'active', is_active: '1', city: 'Oslo', country: 'no' },
  {
    id: 1850311,
    name: 'Northwind Iberia SL',
    display_name: 'Northwind Iberia',
    status: 'active',
    is_active: '1',
    city: 'Bilbao',
    country: 'es',
    container: { id: 634801, parent_id: 634763, name: 'Northwind Iberia', is_active: true },
  },
]

const divisions = [
  { id: 634763, name: 'Northwind Networks', parent_id: 0, is_active: true },
  { id: 634801, name: 'Northwind Iberia', parent_id: 634763, is_active: true },
]

const day = 86_400_000
const instant = (at: number) => `${new Date(at).toISOString().slice(0, 19)}+00:00`

/** One domain, all of them validated as one of the connectors passes; `left`: days until that ends. */
function domain(id: number, name: string, left: number, begin: number, organization = 0) {
  const until = instant(begin + left * day)
  return {
    id, name, is_active: true, container: { id: divisions[organization]!.id, name: divisions[organization]!.name, is_active: true },
    date_created: instant(begin - 700 * day + id * 1000), organization: { id: organizations![organization]!.id, name: organizations![organization]!.name },
    validations: [
      {
        type: 'ov',
        name: 'OV',
        description: 'Normal Organization Validation',
        date_created: instant(begin + (left - 199) * day),
        validated_until: until,
        status: 'active',
      },
    ],
    dcv_method: 'dns-txt-token', dcv_expiration: { ov: until },
  }
}

const product = (nameId: string, name: string, group: string, type: string, more: Record<string, unknown> = {}) => ({
  group_name: group, name_id: nameId, name, type, allowed_container_ids: [], allowed_validity_years: [1], allowed_order_validity_years: [1, 2, 3],
  signature_hash_types: { allowed_hash_types: [{ id: 'sha256', name: 'SHA-256' }, { id: 'sha384', name: 'SHA-384' }], default_hash_type_id: 'sha256' },
  csr_required: true, duplicates_allowed: true, ...more,
})

/** Northwind's CertCentral account, as an administrator would have loaded it. Times count from the beginning. */
export const northwindFacts = (begin: number): AccountFacts => ({
  account: {
    id: 1696530,
    primary_organization_id: 1850242,
    primary_organization_name: 'Northwind Networks AS',
    primary_organization_country: 'no',
    root_container_id: 634763,
    cert_central_type: 'enterprise',
    default_country: 'no',
  },
  container: {
    id: 634763,
    public_id: '0dkr7qdwt8l8x1pjnstm83yq4cfr2nmk',
    name: 'Northwind Networks',
    parent_id: 0,
    template_id: 5,
    ekey: '2k4m6vrjwd0lwqbyw0hh2c270s8w',
    has_logo: false,
    is_active: true,
  },
  containers: divisions,
  organizations,
  domains: [
    domain(4100011, 'northwind.example', 164, begin), domain(4100012, 'nwnd.example', 121, begin), domain(4100013, 'api.nwnd.example', 88, begin),
    domain(4100014, 'zones.example', 49, begin),
    domain(4100015, 'old-shop.example', 71, begin), domain(4100016, 'northwind-iberia.example', 140, begin, 1),
    domain(4100017, 'launch-2027.example', 191, begin, 1),
  ],
  products: [
    product('ssl_basic', 'Basic OV', 'ssl_certificate', 'ssl_certificate', { additional_dns_names_allowed: true }),
    product('ssl_ev_basic', 'Basic EV', 'ssl_certificate', 'ssl_certificate', { additional_dns_names_allowed: true }),
    product('ssl_securesite_flex', 'Secure Site OV', 'ssl_certificate', 'ssl_certificate', { additional_dns_names_allowed: true }),
    product('code_signing', 'Code Signing', 'code_signing_certificate', 'code_signing_certificate'),
    product('client_premium', 'Premium', 'client_certificate', 'client_certificate', { csr_required: false }),
  ],
  balance: {
    balance: '4820.00',
    currency: 'USD',
    unpaid_invoice_balance: '0.00',
    negative_balance_limit: '-2000.00',
    used_credit_from_other_containers: '0.00',
    total_available_funds: '6820.00',
  },
})

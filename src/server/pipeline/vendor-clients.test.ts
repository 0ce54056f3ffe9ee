import { expect, test } from 'vitest'
import { z } from 'zod'
import { putAccountFacts } from '#contract/account-facts.ts'
import { openSqlite } from '../db/node-sqlite.ts'
import { temporaryFile } from '../testing/store.ts'
import { testApp } from '../testing/app.ts'

/*
 * What public clients of the two vendors call first, sent as they send it, and read as they read it: the shapes are their types,
 * so that a number as text, or a field left out, fails here as it fails there. `docs/compatibility/vendor-clients.md` is made of it.
 */

const Id = z.int()
const facts = {
  account: { id: 1696530, primary_organization_id: 112233, primary_organization_name: 'Example Company, Inc.' },
  // As List containers answers it: the top one last here, ids of assignments as text, null for what is not set.
  containers: [
    {
      id: 11224,
      public_id: 'p2',
      name: 'History department',
      description: 'For the history department.',
      parent_id: 3,
      template_id: 6,
      ekey: 'e2',
      has_logo: false,
      is_active: true,
      allowed_domain_names: ['example.org'],
      organization_assignments: [{ id: 7, status: 'active', name: 'Organization Name, LLC', is_active: '1' }],
    },
    {
      id: 11225,
      public_id: 'p3',
      name: 'IT department',
      description: null,
      parent_id: 3,
      template_id: 6,
      ekey: 'e3',
      has_logo: false,
      is_active: true,
      user_id_assignments: ['125038'],
    },
    {
      id: 3,
      public_id: 'p1',
      name: 'Company Name, Inc.',
      parent_id: 0,
      template_id: 5,
      ekey: 'e1',
      has_logo: true,
      is_active: true,
      allowed_domain_names: ['example.com'],
    },
  ],
  organizations: [
    {
      id: 112233,
      status: 'active',
      name: 'Example Company, Inc.',
      assumed_name: null,
      display_name: 'Example Company, Inc.',
      is_active: true,
      city: 'Lehi',
      country: 'us',
      container: { id: 3, parent_id: 0, name: 'Company Name, Inc.', is_active: true },
      validations: [
        {
          type: 'ov',
          name: 'OV',
          description: 'Normal Organization Validation',
          date_created: '2026-10-09T19:29:02+00:00',
          validated_until: '2027-11-09T20:28:55+00:00',
          status: 'active',
        },
      ],
    },
    {
      id: 7,
      status: 'active',
      name: 'Organization Name, LLC',
      display_name: 'Organization Name',
      is_active: true,
      container: { id: 3 },
      container_id_assignments: ['11224'],
    },
  ],
  domains: [
    {
      id: 12345,
      is_active: true,
      name: 'example.org',
      date_created: '2026-02-10T15:24:08+00:00',
      organization: { id: 112233, status: 'active', name: 'Example Company, Inc.', is_active: '1' },
      validations: [{ type: 'ov', name: 'OV', description: 'x', validated_until: '2027-03-27T06:00:00+00:00', status: 'active' }],
      dcv_method: 'email',
      dcv_expiration: { ov: '2026-12-15', ov_status: 'valid' },
      is_pending_validation: false,
      dcv_token: { token: 'abc', status: 'active' },
    },
    { id: 12346, is_active: false, name: 'www.example.org', validations: null, dcv_method: null },
  ],
  products: [
    {
      group_name: 'ssl_certificate',
      name_id: 'ssl_plus',
      name: 'Standard SSL',
      type: 'ssl_certificate',
      allowed_validity_years: [1],
      signature_hash_types: { allowed_hash_types: [{ id: 'sha256', name: 'SHA-256' }], default_hash_type_id: 'sha256' },
    },
  ],
  balance: { balance: '1200.00', currency: 'USD' },
}

/** Fields that a client's own types ask for. */
const GoOrganization = z.object({
  id: Id,
  status: z.string(),
  name: z.string(),
  display_name: z.string(),
  is_active: z.boolean(),
  container: z.object({ id: Id }),
})
const Page = z.object({ total: Id, limit: Id, offset: Id })
const notOffered = (code: string) => z.object({ errors: z.array(z.object({ code: z.literal(code), message: z.string().includes('not offered here') })).min(1) })

interface Tried {
  client: string
  call: string
  body?: unknown
  headers?: Record<string, string>
  reads: string
  shape: z.ZodType
  status?: number
}

const json = { 'Content-Type': 'application/json', Accept: 'application/json' }
const certcentral: readonly Tried[] = [
  {
    client: 'marqeta/go-digicert',
    call: 'GET /services/v2/user/me',
    headers: json,
    reads: 'the user and its container',
    shape: z.object({ id: Id, account_id: Id, username: z.string(), container: z.object({ id: Id, parent_id: Id, template_id: Id }) }),
  },
  {
    client: 'marqeta/go-digicert',
    call: 'GET /services/v2/organization',
    headers: json,
    reads: 'organizations with boolean `is_active`',
    shape: z.object({ organizations: z.array(GoOrganization).length(2) }),
  },
  { client: 'marqeta/go-digicert', call: 'GET /services/v2/organization/112233', headers: json, reads: 'one organization', shape: GoOrganization },
  {
    client: 'Venafi/digicert-ca-connector',
    call: 'GET /services/v2/product',
    reads: 'hashes and their default',
    shape: z.object({ products: z.array(z.object({ name_id: z.string(), signature_hash_types: z.object({ default_hash_type_id: z.string() }) })).length(1) }),
  },
  {
    client: 'sapcc/digicert-issuer (cert-manager)',
    call: 'GET /services/v2/organization?filters[search]=Example Company',
    reads: '`organizations[0].id` by name',
    shape: z.object({ organizations: z.tuple([z.object({ id: z.literal(112233) })]) }),
  },
  {
    client: 'sapcc/digicert-issuer (cert-manager)',
    call: 'POST /services/v2/order/certificate/ssl_securesite_flex',
    body: { certificate: {} },
    reads: 'a refusal',
    status: 404,
    shape: notOffered('not_found|route'),
  },
  {
    client: 'terraform-provider-st-digicert',
    call: 'GET /services/v2/domain',
    reads: '`domains[].id` and `.name`',
    shape: z.object({ domains: z.array(z.object({ id: Id, name: z.string() })).length(2) }),
  },
  {
    client: 'terraform-provider-st-digicert',
    call: 'GET /services/v2/domain/12345?include_dcv=true&include_validation=true',
    reads: '`is_pending_validation`, `dcv_token.token`',
    shape: z.object({
      id: z.literal(12345),
      is_pending_validation: z.boolean(),
      dcv_token: z.object({ token: z.string() }),
      validations: z.array(z.unknown()).length(1),
    }),
  },
  {
    client: 'terraform-provider-st-digicert',
    call: 'PUT /services/v2/domain/12345/dcv/validate-token',
    reads: 'a refusal',
    status: 404,
    shape: notOffered('not_found|route'),
  },
  {
    client: 'riboseinc/digicert (Ruby)',
    call: 'GET /services/v2/container',
    reads: '`containers`',
    shape: z.object({
      containers: z.tuple([
        z.object({ id: z.literal(3), parent_id: z.literal(0) }),
        z.object({ id: z.literal(11224), parent_id: z.literal(3) }),
        z.object({ id: z.literal(11225) }),
      ]),
    }),
  },
  {
    client: 'riboseinc/digicert (Ruby)',
    call: 'GET /services/v2/container/11224',
    reads: 'assignments',
    shape: z.object({
      id: Id,
      name: z.string(),
      description: z.string(),
      allowed_domain_names: z.array(z.string()),
      organization_assignments: z.array(z.object({ id: Id })),
    }),
  },
  {
    client: 'riboseinc/digicert (Ruby)',
    call: 'GET /services/v2/container/3/children',
    reads: 'the children',
    shape: z.object({ containers: z.tuple([z.object({ id: z.literal(11224) }), z.object({ id: z.literal(11225) })]) }),
  },
  { client: 'riboseinc/digicert (Ruby)', call: 'GET /services/v2/container-template', reads: 'a refusal', status: 404, shape: notOffered('not_found|route') },
  {
    client: 'JupiterOne/graph-digicert',
    call: 'GET /services/v2/account',
    reads: 'the account',
    shape: z.object({ id: Id, primary_organization_name: z.string(), has_auth_key: z.boolean() }),
  },
  {
    client: 'JupiterOne/graph-digicert',
    call: 'GET /services/v2/user?offset=0&limit=500',
    reads: '`users` until `page.total`',
    shape: z.object({ users: z.array(z.object({ id: Id, email: z.string() })).length(1), page: Page }),
  },
  {
    client: 'Infisical',
    call: 'GET /services/v2/organization?limit=1',
    reads: 'that the key works',
    shape: z.object({ organizations: z.array(z.unknown()).length(1), page: Page }),
  },
  {
    client: 'Keyfactor CA plugin (C#)',
    call: 'GET /services/v2/organization?container_id=3&include_validation=true&filters[status]=active',
    headers: { Accept: 'application/json' },
    reads: 'validations',
    shape: z.object({ organizations: z.tuple([z.object({ validations: z.array(z.unknown()).length(1) }), z.object({ id: z.literal(7) })]) }),
  },
  {
    client: 'Keyfactor CA plugin (C#)',
    call: 'GET /services/v2/domain/?container_id=3',
    reads: 'domains, with a slash behind the path',
    shape: z.object({ domains: z.array(z.unknown()).length(2) }),
  },
  {
    client: 'a Python client',
    call: 'GET /services/v2/domain?filters[status]=active&filters[validation]=ov_expiring_within_30_days',
    headers: { 'User-Agent': 'python-requests/2.32' },
    reads: 'domains to validate again',
    shape: z.object({ domains: z.tuple([z.object({ id: z.literal(12345) })]) }),
  },
  {
    client: 'a PHP client',
    call: 'GET /services/v2/user?filters[search]=alice@example.org',
    reads: '`users[0]`',
    shape: z.object({ users: z.tuple([z.object({ email: z.literal('alice@example.org') })]) }),
  },
  {
    client: 'a PHP client',
    call: 'POST /services/v2/user',
    body: { is_api_only: true, email: 'ops@example.org', api_name: 'php', restricted_to_role_id: '101', container_id_assignments: ['11224'] },
    reads: 'the key',
    status: 201,
    shape: z.object({ id: Id, api_key: z.string() }),
  },
  {
    client: 'a Java client',
    call: 'POST /services/v2/user',
    body: { is_api_only: true, email: 'ops@example.org', api_name: 'java', restricted_to_role_id: 102, container_id_assignments: null, job_title: null },
    reads: 'the key',
    status: 201,
    shape: z.object({ id: Id, api_key: z.string() }),
  },
  {
    client: "the vendor's curl example",
    call: 'GET /services/v2/organization',
    headers: { Accept: 'text/csv', 'Content-Type': 'application/json' },
    reads: 'CSV',
    shape: z.string().regex(/^id,status,name,[^\r]*\r\n112233,active,"Example Company, Inc\."/),
  },
]
const one: readonly Tried[] = [
  { client: 'the vendor\'s curl example', call: 'GET /account/api/v1/user/me', reads: 'the caller', shape: z.object({ id: z.uuid() }) },
  {
    client: "the vendor's curl example",
    call: 'GET /account/api/v1/user',
    reads: 'users',
    shape: z.object({ items: z.array(z.object({ id: z.uuid(), email: z.string() })), total: Id }),
  },
  {
    client: "the vendor's curl example",
    call: 'GET /account/api/v1/api-access-token?user_id=me',
    reads: 'own tokens',
    shape: z.object({ items: z.array(z.object({ id: z.uuid() })).length(1) }),
  },
  {
    client: 'a Java client',
    call: 'POST /account/api/v1/api-access-token',
    body: { name: 'java', end_date: null, status: null },
    reads: 'the token',
    status: 201,
    shape: z.object({ token: z.string(), end_date: z.null(), status: z.literal('enabled') }),
  },
  {
    client: 'wanmail/digicert-mpki (Go)',
    call: 'POST /mpki/api/v1/certificate',
    body: {},
    reads: 'a refusal',
    status: 404,
    shape: notOffered('resource_not_found'),
  },
  { client: 'jonhadfield/go-digicert-tlm', call: 'GET /mpki/api/v1/profile', reads: 'a refusal', status: 404, shape: notOffered('resource_not_found') },
  { client: 'Account Manager clients', call: 'GET /account/api/v1/account', reads: 'a refusal', status: 404, shape: notOffered('resource_not_found') },
]

test('public clients get what they read, and the page says which', async () => {
  const server = await testApp(await openSqlite(await temporaryFile()), { limits: false })
  const admin = await server.as('administrator')
  expect((await admin.send(putAccountFacts, { body: facts })).text).toContain('"divisions":3')
  const devKey = (await server.devKey(admin)).api_key
  const oneToken = (await server.oneToken(admin)).token
  const rows: string[] = []
  const wrong: string[] = []
  for (const [tries, credential] of [[certcentral, { 'X-DC-DEVKEY': devKey }], [one, { 'x-api-key': oneToken }]] as const) {
    for (const { client, call, body, headers, reads, shape, status: wanted = 200 } of tries) {
      const [method, path] = call.split(/ (.*)/) as [string, string]
      const response = await server.fetch(encodeURI(path), {
        method,
        headers: { ...credential, ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await response.text()
      const read = shape.safeParse(response.headers.get('Content-Type')?.startsWith('text/csv') ? text : JSON.parse(text))
      if (response.status !== wanted || !read.success)
        wrong.push(`${client}, ${call}: ${response.status} ${text.slice(0, 300)} ${read.success ? '' : z.prettifyError(read.error)}`)
      const code =
        response.status < 400 ? 'read' : `not offered here: \`${(JSON.parse(text) as { errors: { code: string }[] }).errors[0]!.code.replace('|', '\\|')}\``
      rows.push(`| ${client} | \`${call.replaceAll('|', '\\|')}\` | ${reads} | ${response.status}, ${code} |`)
    }
  }
  expect(wrong).toEqual([])
  const page = [
    '# Clients of CertCentral and DigiCert ONE',
    '',
    'What was tried as these clients send and read it. Made by `npx vitest run src/server/pipeline/vendor-clients.test.ts --update`, which fails where an ' +
      'answer is another.',
    '',
    '| Client | Call | Reads | Answer |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
  await expect(page).toMatchFileSnapshot('../../docs/compatibility/vendor-clients.md')
})

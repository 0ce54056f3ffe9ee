import * as accountFactsV2 from '#contract/account-facts-v2.ts'
import * as accountFacts from '#contract/account-facts.ts'
import * as apiKeys from '#contract/api-keys.ts'
import * as auditStatement from '#contract/audit-statement.ts'
import * as audit from '#contract/audit.ts'
import * as authKeysV2 from '#contract/auth-keys-v2.ts'
import * as authKeys from '#contract/auth-keys.ts'
import * as authTokens from '#contract/auth-tokens.ts'
import * as certcentralKeysV2 from '#contract/certcentral-keys-v2.ts'
import * as certcentralKeys from '#contract/certcentral-keys.ts'
import * as certcentralUsersV2 from '#contract/certcentral-users-v2.ts'
import * as containersV2 from '#contract/containers-v2.ts'
import * as domainsV2 from '#contract/domains-v2.ts'
import * as connectors from '#contract/connectors.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import * as firstRun from '#contract/first-run.ts'
import * as inventory from '#contract/inventory.ts'
import * as invitations from '#contract/invitations.ts'
import * as lookup from '#contract/lookup.ts'
import * as nameserverDelivery from '#contract/nameserver-delivery.ts'
import * as nameservers from '#contract/nameservers.ts'
import * as oneTokensV1 from '#contract/one-tokens-v1.ts'
import * as oneTokens from '#contract/one-tokens.ts'
import * as organizationsV2 from '#contract/organizations-v2.ts'
import * as replies from '#contract/replies.ts'
import * as rollovers from '#contract/rollovers.ts'
import * as sessions from '#contract/sessions.ts'
import * as setup from '#contract/setup.ts'
import * as tsigChecks from '#contract/tsig-checks.ts'
import * as tsigImport from '#contract/tsig-import.ts'
import * as tsigKeys from '#contract/tsig-keys.ts'
import * as users from '#contract/users.ts'
import * as views from '#contract/views.ts'

/** A call of the API by the name the contract gives it: `listApiKeys` is `list-api-keys`. */
export interface Operation {
  name: string
  endpoint: Endpoint
  matches(method: string, path: string): boolean
}

const isEndpoint = (value: unknown): value is Endpoint => typeof value === 'object' && value !== null && 'method' in value && 'path' in value

function operationOf(name: string, endpoint: Endpoint): Operation {
  const pattern = new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '[^/]+')}$`)
  return {
    name: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    endpoint,
    matches: (method, path) => method === endpoint.method && pattern.test(path),
  }
}

const parameters = ({ endpoint }: Operation) => endpoint.path.split('{').length

/** Every call there is; those with fewer parameters first, since `bulk` would fit `{apiKeyId}` too. */
export const operations: readonly Operation[] = [
  accountFacts,
  accountFactsV2,
  apiKeys,
  audit,
  auditStatement,
  authKeys,
  authKeysV2,
  authTokens,
  certcentralKeys,
  certcentralKeysV2,
  certcentralUsersV2,
  connectors,
  containersV2,
  domainsV2,
  firstRun,
  inventory,
  invitations,
  lookup,
  nameserverDelivery,
  nameservers,
  oneTokens,
  oneTokensV1,
  organizationsV2,
  replies,
  rollovers,
  sessions,
  setup,
  tsigChecks,
  tsigImport,
  tsigKeys,
  users,
  views,
]
  .flatMap((noun) => Object.entries(noun).flatMap(([name, value]) => (isEndpoint(value) ? [operationOf(name, value)] : [])))
  .sort((a, b) => parameters(a) - parameters(b))

/** The URLs that the server answers; everything else is a file of the console. */
export const apiUrl = /^https?:\/\/[^/]+\/(?:accessmanagement|auth|tsig|services|account|api)(?:\/|\?|$)/

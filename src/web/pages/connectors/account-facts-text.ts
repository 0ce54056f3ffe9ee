import { type AccountFacts, factsBytesMax } from '#contract/account-facts.ts'
import { tooLarge } from '../../client/read-text-file.ts'

/** Reads a text as far as a tab can; what the facts must be is the server's to say. */
export function factsIn(text: string): { body?: AccountFacts; fault?: string } {
  if (text.trim() === '') return { fault: 'Paste JSON, or choose a file.' }
  const bytes = new TextEncoder().encode(text).length
  if (bytes > factsBytesMax) return { fault: `${tooLarge(bytes, factsBytesMax)}.` }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return { fault: `This is not JSON: ${(thrown as Error).message}.` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: 'Give one object, such as { "domains": [ … ] }.' }
  return { body: value }
}

/** One entry of each, to be written over. */
export const example = `{
  "account": { "id": 1696530, "primary_organization_name": "Example Ltd" },
  "organizations": [{ "id": 112233, "name": "Example Ltd", "status": "active" }],
  "domains": [{
    "id": 1, "name": "example.org", "is_active": true,
    "validations": [{ "type": "ov", "status": "active", "validated_until": "2027-05-01T00:00:00+00:00" }]
  }],
  "products": [{ "name_id": "ssl_basic", "name": "Basic OV", "type": "ssl_certificate", "allowed_validity_years": [1] }],
  "balance": { "balance": "1200.00", "currency": "USD" }
}
`

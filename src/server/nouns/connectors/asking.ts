import type { CheckLine } from '#contract/connectors.ts'
import type { Answers, Heard } from './answers.ts'
import { bodyOf, Me } from './answers.ts'
import { allUnchecked, judge, type Judging } from './checks.ts'
import type { AskOutside } from '../../host.ts'
import { pass } from '../../turn.ts'

/** Whom to ask, with which key, about what. */
export interface Asked extends Judging {
  /** Null: our own `/services/v2`, through the server itself and no socket. */
  readonly baseUrl: string | null
  readonly apiKey: string
  readonly divisionId: string | null
}

export interface Askers {
  /** Calls this very server: path and query behind `/services/v2`, and the key. */
  own(path: string, apiKey: string): Promise<Response>
  outside: AskOutside | undefined
  origin: string
}

/** Entries of a list that are looked at. */
const lookedAt = 200

function parsed(status: number, text: string): Heard {
  if (status >= 300 && status < 400) return { fault: 'redirect' }
  try {
    return { status, body: JSON.parse(text) as unknown }
  } catch {
    // Of a refusal the status is enough.
    return status >= 400 ? { status, body: undefined } : { fault: 'not-json' }
  }
}

/** Goes through the checklist. Asks nobody when `baseUrl` cannot be asked from here. */
export async function askAndJudge(asked: Asked, { own, outside, origin }: Askers): Promise<CheckLine[]> {
  const { baseUrl, apiKey, divisionId, template } = asked
  if (baseUrl !== null && !outside)
    return allUnchecked("Only this server's own CertCentral can be asked from a browser tab.", 'Start the server, and check there.')
  let milliseconds = 0
  let tls: string | undefined

  async function hear(path: string, query: Readonly<Record<string, string>> = {}): Promise<Heard> {
    const search = new URLSearchParams(query).toString()
    const where = search === '' ? path : `${path}?${search}`
    if (baseUrl === null) {
      const began = performance.now()
      const response = await own(where, apiKey)
      milliseconds ||= Math.round(performance.now() - began)
      const text = await response.text()
      await pass()
      return parsed(response.status, text)
    }
    const answer = await outside!(baseUrl + where, { 'X-DC-DEVKEY': apiKey, 'User-Agent': 'Countersign' })
    milliseconds ||= answer.milliseconds
    if ('fault' in answer) return { fault: answer.fault }
    tls ??= answer.tls
    return parsed(answer.status, answer.text)
  }

  const host = new URL(baseUrl ?? origin).host
  const me = await hear('/user/me')
  if (!bodyOf(me, Me)) return judge({ host, milliseconds, tls, me }, asked)
  const division: Record<string, string> = divisionId === null ? {} : { container_id: divisionId }
  // At once: one that hangs is waited for once and not five times.
  const [keys, domains, products, product, balance] = await Promise.all([
    hear('/key'),
    hear('/domain', { ...division, include_dcv_expiration_time: 'true', include_validation: 'true', limit: String(lookedAt) }),
    hear('/product', division),
    template ? hear(`/product/${encodeURIComponent(template.productNameId)}`, division) : undefined,
    hear('/finance/balance', division),
  ])
  const answers: Answers = { host, milliseconds, tls, me, keys, domains, products, ...(product ? { product } : {}), balance }
  await pass()
  return judge(answers, asked)
}

import { prerequisites, type CheckLine, type ConnectorTemplate, type LineState, type Prerequisite } from '#contract/connectors.ts'
import { restrictions } from '#contract/restrictions.ts'
import { Balance, bodyOf, Domains, Keys, Me, Product, Products, statusOf, whyNot, type Answers, type Domain } from './answers.ts'
import { day } from '../../time.ts'

/* From answers to lines. Pure: asking is another file's, so each judgement is tested against the documented shapes. */

/** What is known beside the answers. */
export interface Judging {
  readonly now: number
  readonly contractAccount: boolean
  readonly template: ConnectorTemplate | null
  /** The key's restriction, where it is a key of ours; elsewhere it is read from the answers. */
  readonly restriction?: number | undefined
}

type Line = Omit<CheckLine, 'prerequisite'>
const line = (state: LineState, evidence: string, remedy: string | null = null): Line => ({ state, evidence, remedy })
const unread = (what: string, remedy: string): Line => line('not-checked', what, remedy)
const list = (words: readonly string[], most = 3) =>
  words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')} and ${words.length - most} more`
/** A word of somebody else's server in a line of ours. */
const shown = (text: string) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 100)

export function judgeEndpoint({ host, milliseconds, tls, me }: Answers): Line {
  if (statusOf(me) === undefined || (statusOf(me) === 200 && !bodyOf(me, Me)))
    return line('failed', `${host}: ${whyNot(me)}.`, 'Check the base URL, and that this server may reach it.')
  const status = statusOf(me)!
  if (status >= 500 || status === 404)
    return line(
      'failed',
      `${host} answered ${status} to /user/me.`,
      status === 404 ? 'Check the path of the base URL: it ends in /services/v2.' : 'Try again later.',
    )
  return line('passed', `${host} answered in ${milliseconds} ms${tls === undefined ? '' : `, ${tls.replace('v', ' ')}`}.`)
}

/** The key itself first: of a key that is refused nothing else can be said. */
export function judgeAccount(answers: Answers): Line {
  const me = bodyOf(answers.me, Me)
  if (!me) return statusOf(answers.me) === 429
    ? unread('The key has made too many calls.', 'Wait a few minutes, then re-check.')
    : line('failed', `The API key was refused: ${whyNot(answers.me)}.`, 'Give a key that is active, of the region that is chosen.')
  const account = me.account_id === undefined ? 'The account' : `Account ${me.account_id}`
  if (me.status !== undefined && me.status !== 'active') return line('failed', `The key's user is ${shown(me.status)}.`, 'Use a key of a user who is active.')
  if (me.container?.is_active === false)
    return line('failed', `The division ${shown(me.container.name ?? '')} is not active.`, 'Have the division made active, or use another.')
  return line('passed', `${account} answers, and the key's user is active.`)
}

export function judgeRole(answers: Answers): Line {
  const me = bodyOf(answers.me, Me)!
  const names = me.access_roles.map(({ name }) => shown(name))
  // A service user's own name is often a number.
  const owner = [me.first_name, me.last_name].filter(Boolean).join(' ') || me.username
  const whose = owner === undefined ? 'The key' : `The key belongs to ${shown(owner)}`
  if (names.some((name) => name === 'Administrator' || name === 'Manager')) return line('passed', `${whose}, role ${list(names)}.`)
  if (names.length === 0) return line('warning', `${whose}; its role is not told.`, 'Make sure that the user is an Administrator or a Manager.')
  return line('failed', `${whose}, role ${list(names)}.`, 'Use a key of an Administrator or a Manager.')
}

/** The restriction as far as the answers give it away: `undefined` when they fit several. */
export function restrictionFrom(answers: Answers): number | undefined {
  const [keys, domains, products] = [statusOf(answers.keys), statusOf(answers.domains), statusOf(answers.products)]
  if (products === 403) return 103
  if (domains === 403) return 100
  if (keys === 403) return products === 200 && domains === 200 ? 101 : undefined
  // A key that may read all may still be one that may read only: the list of keys says which, if it says one thing.
  const me = bodyOf(answers.me, Me)
  const own = bodyOf(answers.keys, Keys)
    ?.api_keys.filter(({ user, status }) => user?.id === me?.id && (status ?? 'active') === 'active')
    .map((key) => key.restricted_to_role_id ?? 0)
  return own !== undefined && own.length > 0 && own.every((id) => id === own[0]) ? own[0] : undefined
}

export function judgeRestriction(answers: Answers, { restriction = restrictionFrom(answers) }: Pick<Judging, 'restriction'>): Line {
  const name = restrictions.find(({ id }) => id === restriction)?.name
  const remedy = 'Give the key the restriction None, or Orders, Domains, Organizations.'
  if (restriction === 0) return line('passed', 'The key is not restricted.')
  if (restriction === 101) return line('passed', `${name}.`)
  if (restriction === 100) return line('warning', `${name}: the key orders, and cannot see domains.`, remedy)
  if (name !== undefined) return line('failed', `${name}: such a key cannot order.`, remedy)
  return line(
    'warning',
    'The answers do not tell which restriction the key has: it may be one that cannot order.',
    'Look at the key in CertCentral: None, or Orders, Domains, Organizations, is wide enough.',
  )
}

/** Until when a domain is validated; `undefined` when it is not. Where no end is given there is none. */
export function validatedUntil(domain: Domain, now: number): number | undefined {
  if (domain.is_active === false) return undefined
  const active = (domain.validations ?? []).filter(({ status }) => status === 'active')
  const ends = [
    ...active.map(({ validated_until: until }) => (until ? Date.parse(until) : Infinity)),
    ...[domain.dcv_expiration?.ov, domain.dcv_expiration?.ev].flatMap((text) => (text ? [Date.parse(text)] : [])),
  ].filter((end) => end > now)
  return ends.length === 0 ? undefined : Math.max(...ends)
}

const lapsingDays = 30

export function judgeDomains(answers: Answers, now: number): Line {
  const body = bodyOf(answers.domains, Domains)
  if (!body)
    return unread(
      statusOf(answers.domains) === 403 ? 'The key may not see domains.' : `Domains: ${whyNot(answers.domains)}.`,
      statusOf(answers.domains) === 403 ? "Widen the key's restriction, then re-check." : 'Re-check.',
    )
  const ends = body.domains.map((domain) => ({ name: shown(domain.name), until: validatedUntil(domain, now) }))
  const valid = ends.filter(({ until }) => until !== undefined)
  const total = body.page?.total ?? ends.length
  const more = total > ends.length ? ` The first ${ends.length} of ${total} were looked at.` : ''
  if (valid.length === 0) {
    const products = bodyOf(answers.products, Products)?.products ?? []
    const words = ends.length === 0 ? 'There are no domains.' : `None of ${ends.length} domains is validated.${more}`
    const onlyDv = products.length > 0 && products.every(({ validation_type: type, name_id: id }) => type === 'dv' || /(?:^|_)dv(?:_|$)/.test(id))
    return onlyDv
      ? line('warning', `${words} There are DV products only, which validate with the order.`, 'Nothing, if all orders are validated as they come.')
      : line('failed', words, 'Add a domain in CertCentral and have it validated: Certificates, Domains.')
  }
  const lapsing = valid.filter(({ until }) => until! < now + lapsingDays * day)
  if (lapsing.length > 0)
    return line(
      'warning',
      `${valid.length} of ${ends.length} domains are validated. ${list(lapsing.map(({ name }) => name))}: validation ends within ${lapsingDays} days.${more}`,
      'Start their validation again in CertCentral.',
    )
  if (valid.length < ends.length) {
    const missing = ends.filter(({ until }) => until === undefined).map(({ name }) => name)
    return line(
      'warning',
      `${valid.length} of ${ends.length} domains are validated. Not validated: ${list(missing)}.${more}`,
      'Have them validated in CertCentral, or leave them out of orders.',
    )
  }
  return line('passed', `${ends.length === 1 ? 'The one domain is' : `All ${ends.length} domains are`} validated.${more}`)
}

const typeWords: Readonly<Record<string, string>> = {
  ssl_certificate: 'SSL/TLS',
  code_signing_certificate: 'code signing',
  client_certificate: 'client',
  document_signing: 'document signing',
}

export function judgeProducts(answers: Answers): Line {
  const body = bodyOf(answers.products, Products)
  if (!body)
    return unread(
      statusOf(answers.products) === 403 ? 'The key may not see products.' : `Products: ${whyNot(answers.products)}.`,
      statusOf(answers.products) === 403 ? "Widen the key's restriction, then re-check." : 'Re-check.',
    )
  if (body.products.length === 0)
    return line('failed', 'The account offers no certificate type.', 'Have a certificate type enabled for the account or division.')
  const kinds = [...new Set(body.products.map(({ type, group_name: group }) => typeWords[type ?? ''] ?? shown(type ?? group ?? 'other')))]
  return line('passed', `${body.products.length} ${body.products.length === 1 ? 'product' : 'products'}: ${list(kinds, 5)}.`)
}

/** What a contract covers is not told by any call: who has one says so, and then an empty balance is no fault. */
export function judgeFunds(answers: Answers, contractAccount: boolean): Line {
  const body = bodyOf(answers.balance, Balance)
  const funds = body?.total_available_funds ?? body?.balance
  const amount = funds === undefined ? '' : `${funds} ${shown(body?.currency ?? '')}`.trim()
  if (contractAccount) return line('passed', `A contract account${amount === '' ? '' : `; its balance is ${amount}`}.`)
  if (!body || (funds === undefined && !body.unlimited_negative_balance))
    return unread(
      statusOf(answers.balance) === 403 ? 'The key may not see the balance.' : `Balance: ${whyNot(answers.balance)}.`,
      'Look in CertCentral under Billing, or mark the connector as a contract account.',
    )
  if (body.unlimited_negative_balance) return line('passed', 'The account may order without limit.')
  if (Number(funds) > 0) return line('passed', `${amount} are available.`)
  return line('warning', `Available: ${amount}.`, 'Add funds, or mark the connector as a contract account.')
}

/** Validity and SANs against the product. What the vendor does not tell of a product is not held against the template. */
export function judgeTemplate(answers: Answers, template: ConnectorTemplate | null): Line {
  if (template === null) return unread('There is no template yet.', 'Edit the connector and choose a product, then re-check.')
  const products = bodyOf(answers.products, Products)
  const product = bodyOf(answers.product, Product) ?? products?.products.find(({ name_id: id }) => id === template.productNameId)
  if (!product) return products
    ? line(
        'failed',
        `${template.productNameId} is not among the products of the account.`,
        `Choose one of these: ${list(
          products.products.map(({ name_id: id }) => shown(id)),
          8,
        )}.`,
      )
    : unread(`Products: ${whyNot(answers.products)}.`, 'Re-check.')
  const faults: string[] = []
  const years = product.allowed_validity_years ?? product.allowed_order_validity_years
  const { validityYears, validityDays, sans } = template
  const allowed = years === undefined ? '' : `${list(years.map(String), 10)} ${years.length === 1 && years[0] === 1 ? 'year' : 'years'}`
  if (validityYears !== undefined && years && !years.includes(validityYears))
    faults.push(`a validity of ${validityYears} ${validityYears === 1 ? 'year' : 'years'} (allowed: ${allowed})`)
  if (validityDays !== undefined && product.custom_expiration_date_allowed === false) faults.push(`a validity in days (allowed: ${allowed || 'whole years'})`)
  else if (validityDays !== undefined && years && years.length > 0 && validityDays > Math.max(...years) * 366)
    faults.push(`a validity of ${validityDays} days (allowed: ${allowed})`)
  if (sans > 0 && product.additional_dns_names_allowed === false) faults.push(`${sans} ${sans === 1 ? 'SAN' : 'SANs'} (allowed: none)`)
  const name = shown(product.name ?? product.name_id)
  if (faults.length > 0)
    return line('failed', `${name} does not allow ${faults.join(', nor ')}.`, 'Change the template to what the product allows, or choose another product.')
  if (years === undefined && product.custom_expiration_date_allowed === undefined)
    return line('warning', `${name} is there; which validity it allows is not told.`, 'Compare the validity with the product in CertCentral.')
  return line('passed', `${name} allows this validity and ${sans} ${sans === 1 ? 'SAN' : 'SANs'}.`)
}

const inOrder = (lines: Readonly<Record<Prerequisite, Line>>): CheckLine[] => prerequisites.map((prerequisite) => ({ prerequisite, ...lines[prerequisite] }))

/** Every line `not-checked` for one reason, but those that are given. */
export function allUnchecked(why: string, remedy: string | null, but: Partial<Record<Prerequisite, Line>> = {}): CheckLine[] {
  const rest = unread(why, remedy ?? '')
  return inOrder({ ...(Object.fromEntries(prerequisites.map((name) => [name, { ...rest, remedy }])) as Record<Prerequisite, Line>), ...but })
}

/** The whole checklist. An endpoint that is not reached, or a key that is refused, stops the rest (rules: Connector checks). */
export function judge(answers: Answers, judging: Judging): CheckLine[] {
  const endpoint = judgeEndpoint(answers)
  if (endpoint.state !== 'passed') return allUnchecked('The endpoint was not reached.', null, { endpoint })
  const account = judgeAccount(answers)
  if (account.state !== 'passed') return allUnchecked('Stopped: the API key does not work.', null, { endpoint, account })
  return inOrder({
    account, endpoint,
    role: judgeRole(answers),
    restriction: judgeRestriction(answers, judging),
    domains: judgeDomains(answers, judging.now),
    products: judgeProducts(answers),
    funds: judgeFunds(answers, judging.contractAccount),
    template: judgeTemplate(answers, judging.template),
  })
}

import { regionBases } from '#contract/lists-of-certcentral.ts'
import type { Connector, ConnectorCheck, LineState, Prerequisite, Region } from '#contract/connectors.ts'
import { several } from '#contract/several.ts'
import type { StatusWord } from '../../ui/status.tsx'

export const regionWord: Record<Region, string> = { own: 'This server', us: 'US', eu: 'EU', custom: 'Custom URL' }
export const regionOptions = [
  { value: 'own', label: regionWord.own, help: 'The CertCentral API of this server, asked without a connection.' },
  { value: 'us', label: regionWord.us, help: regionBases.us },
  { value: 'eu', label: regionWord.eu, help: regionBases.eu },
  { value: 'custom', label: regionWord.custom, help: 'A base URL of your own.' },
] as const

export const prerequisiteWord: Record<Prerequisite, string> = {
  account: 'Account active', role: 'Role Administrator or Manager', restriction: 'Restriction wide enough', domains: 'Validated domains',
  products: 'Certificate types', funds: 'Balance or contract', endpoint: 'Endpoint reached',
  template: 'Template parameters fit',
}
export const stateWord: Record<LineState, StatusWord> = { passed: 'Passed', warning: 'Warning', failed: 'Failed', 'not-checked': 'Not checked' }

type Counts = Pick<ConnectorCheck, 'ready' | 'passed' | 'warnings' | 'failed' | 'notChecked'>

const number = (count: number) => ['None', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'][count] ?? String(count)

/** `Not ready to issue. One prerequisite failed, one warns, one was not checked.` */
export function verdict(check: Counts): { head: string; rest: string } {
  const parts = [
    ...(check.failed > 0 ? [[check.failed, 'failed']] : []),
    ...(check.warnings > 0 ? [[check.warnings, check.warnings === 1 ? 'warns' : 'warn']] : []),
    ...(check.notChecked > 0 ? [[check.notChecked, check.notChecked === 1 ? 'was not checked' : 'were not checked']] : []),
  ] as [number, string][]
  const words = parts.map(([count, what], at) =>
    at === 0 ? `${several(count, 'prerequisite').replace(/^\d+/, () => number(count))} ${what}` : `${number(count).toLowerCase()} ${what}`,
  )
  return { head: check.ready ? 'Ready to issue.' : 'Not ready to issue.', rest: words.length === 0 ? 'All prerequisites passed.' : `${words.join(', ')}.` }
}

export const hintOf = ({ start, last4 }: Connector['apiKeyHint']) => `${start}…${last4}`

/** `ssl_plus, 1 year, 3 SANs` */
export function templateWords(template: Connector['template']): string {
  if (template === null) return 'None yet'
  const { productNameId, validityYears, validityDays, sans } = template
  const validity = validityYears === undefined ? several(validityDays ?? 0, 'day') : several(validityYears, 'year')
  return `${productNameId}, ${validity}, ${several(sans, 'SAN')}`
}

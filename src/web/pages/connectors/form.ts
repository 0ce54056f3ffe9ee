import type { z } from 'zod'
import { baseUrlOf, type Connector, type createConnector, type Region, regionBases } from '#contract/connectors.ts'
import { nameRule } from '#contract/names.ts'
import { type Rule, rules } from '../../form/rules.ts'

/** As the fields hold it (S12). `kept`: there is a key already, and an empty field leaves it. */
export type ConnectorForm = { name: string; region: string; baseUrl: string; apiKey: string; division: string; contract: string; product: string; validity: string; unit: string; sans: string; kept: boolean; allow: boolean }

export const emptyForm: ConnectorForm = { name: '', region: 'own', baseUrl: '', apiKey: '', division: '', contract: 'no', product: '', validity: '1', unit: 'years', sans: '0', kept: false, allow: false }

export const formOf = (connector: Connector): ConnectorForm => ({
  ...emptyForm, kept: true, name: connector.name, region: connector.region, baseUrl: connector.region === 'custom' ? connector.baseUrl : '', division: connector.divisionId ?? '', contract: connector.contractAccount ? 'yes' : 'no',
  ...(connector.template === null ? {} : {
    product: connector.template.productNameId, validity: String(connector.template.validityYears ?? connector.template.validityDays), unit: connector.template.validityYears === undefined ? 'days' : 'years', sans: String(connector.template.sans),
  }),
})

/** The base URL that is chosen; `undefined` where that is our own or not one yet. */
export const chosenBase = ({ region, baseUrl }: Pick<ConnectorForm, 'region' | 'baseUrl'>): string | undefined =>
  region === 'own' ? undefined : region === 'custom' ? baseUrlOf(baseUrl) : regionBases[region as 'us' | 'eu']

const trim = (text: string) => text.trim()
const whole = (min: number, max: (values: ConnectorForm) => number): Rule<string, ConnectorForm> => ({
  kept: trim,
  fault: (text, values) => (values.product.trim() === '' || (/^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max(values)) ? undefined : `Give a whole number from ${min} to ${max(values)}.`),
})

export const connectorRules = rules<ConnectorForm>({
  name: nameRule,
  region: {},
  baseUrl: { kept: trim, fault: (text, { region }) => (region !== 'custom' || baseUrlOf(text) !== undefined ? undefined : 'Give an https URL with a host name, such as https://ca.example.org/services/v2.') },
  apiKey: { kept: trim, fault: (text, { kept }) => (text === '' ? (kept ? undefined : 'Enter an API key.') : /^[\x21-\x7e]{8,500}$/.test(text) ? undefined : 'An API key has 8 characters or more, no blanks, and no letters beyond ASCII.') },
  division: { kept: trim, fault: (text) => (text === '' || /^[1-9]\d{0,8}$/.test(text) ? undefined : 'Give the id of a division: a whole number.') },
  contract: {},
  product: { kept: trim, fault: (text) => (text === '' || /^[a-z0-9_]{1,100}$/.test(text) ? undefined : 'Give the product as the vendor writes it, such as ssl_plus.') },
  validity: whole(1, ({ unit }) => (unit === 'years' ? 10 : 3660)),
  unit: {},
  sans: whole(0, () => 1000),
  kept: {},
  allow: {},
})

type Body = z.input<(typeof createConnector)['body']>

/** As the API takes it, but for the key. */
export const bodyOf = ({ name, region, baseUrl, division, contract, product, validity, unit, sans }: ConnectorForm): Omit<Body, 'apiKey'> => ({
  name, region: region as Region, ...(region === 'custom' ? { baseUrl } : {}), divisionId: division === '' ? null : division, contractAccount: contract === 'yes',
  template: product === '' ? null : { productNameId: product, ...(unit === 'years' ? { validityYears: Number(validity) } : { validityDays: Number(validity) }), sans: Number(sans) },
})

/** Fields of the API by their name in the form. */
export const alias = { divisionId: 'division', contractAccount: 'contract', 'template.productNameId': 'product', 'template.validityYears': 'validity', 'template.validityDays': 'validity', 'template.sans': 'sans' }

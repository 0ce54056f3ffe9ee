import { z } from '#contract/zod.ts'
import { regionBases } from '#contract/lists-of-certcentral.ts'
import { baseUrlOf, type Connector, type createConnector, type Region } from '#contract/connectors.ts'
import { Name } from '#contract/names.ts'
import { checked, Choice, faultAt } from '../../form/shapes.ts'

/** As the fields hold it (S12). `kept`: there is a key already, and an empty field leaves it. */
export type ConnectorForm = {
  name: string
  region: string
  baseUrl: string
  apiKey: string
  division: string
  contract: string
  product: string
  validity: string
  unit: string
  sans: string
  kept: boolean
  allow: boolean
}

export const emptyForm: ConnectorForm = {
  name: '',
  region: 'own',
  baseUrl: '',
  apiKey: '',
  division: '',
  contract: 'no',
  product: '',
  validity: '1',
  unit: 'years',
  sans: '0',
  kept: false,
  allow: false,
}

export const formOf = (connector: Connector): ConnectorForm => ({
  ...emptyForm, kept: true, name: connector.name, region: connector.region, baseUrl: connector.region === 'custom' ? connector.baseUrl : '',
  division: connector.divisionId ?? '', contract: connector.contractAccount ? 'yes' : 'no',
  ...(connector.template === null ? {} : {
    product: connector.template.productNameId, validity: String(connector.template.validityYears ?? connector.template.validityDays),
    unit: connector.template.validityYears === undefined ? 'days' : 'years', sans: String(connector.template.sans),
  }),
})

/** The base URL that is chosen; `undefined` where that is our own or not one yet. */
export const chosenBase = ({ region, baseUrl }: Pick<ConnectorForm, 'region' | 'baseUrl'>): string | undefined =>
  region === 'own' ? undefined : region === 'custom' ? baseUrlOf(baseUrl) : regionBases[region as 'us' | 'eu']

const Typed = z.string().trim()
const wholeFault = (text: string, min: number, max: number) =>
  /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max ? undefined : `Give a whole number from ${min} to ${max}.`

export const connectorRules = checked<ConnectorForm>(z.object({
  name: Name, region: Choice, baseUrl: Typed, apiKey: Typed, contract: Choice, validity: Typed, unit: Choice, sans: Typed, kept: z.boolean(),
  allow: z.boolean(),
  division: Typed.refine((text) => text === '' || /^[1-9]\d{0,8}$/.test(text), 'Give the id of a division: a whole number.'),
  product: Typed.refine((text) => text === '' || /^[a-z0-9_]{1,100}$/.test(text), 'Give the product as the vendor writes it, such as ssl_plus.'),
}).superRefine(({ region, baseUrl, apiKey, kept, product, validity, unit, sans }, ctx) => {
  if (region === 'custom' && baseUrlOf(baseUrl) === undefined)
    faultAt(ctx, 'baseUrl', 'Give an https URL with a host name, such as https://ca.example.org/services/v2.')
  if (apiKey === '' && !kept) faultAt(ctx, 'apiKey', 'Enter an API key.')
  if (apiKey !== '' && !/^[\x21-\x7e]{8,500}$/.test(apiKey))
    faultAt(ctx, 'apiKey', 'An API key has 8 characters or more, no blanks, and no letters beyond ASCII.')
  if (product === '') return
  faultAt(ctx, 'validity', wholeFault(validity, 1, unit === 'years' ? 10 : 3660))
  faultAt(ctx, 'sans', wholeFault(sans, 0, 1000))
}))

type Body = z.input<(typeof createConnector)['body']>

/** As the API takes it, but for the key. */
export const bodyOf = ({ name, region, baseUrl, division, contract, product, validity, unit, sans }: ConnectorForm): Omit<Body, 'apiKey'> => ({
  name, region: region as Region, ...(region === 'custom' ? { baseUrl } : {}), divisionId: division === '' ? null : division,
  contractAccount: contract === 'yes',
  template:
    product === ''
      ? null
      : { productNameId: product, ...(unit === 'years' ? { validityYears: Number(validity) } : { validityDays: Number(validity) }), sans: Number(sans) },
})

/** Fields of the API by their name in the form. */
export const alias = {
  divisionId: 'division',
  contractAccount: 'contract',
  'template.productNameId': 'product',
  'template.validityYears': 'validity',
  'template.validityDays': 'validity',
  'template.sans': 'sans',
}

import { useSuspenseQuery } from '@tanstack/react-query'
import { type UseFormReturn, useWatch } from 'react-hook-form'
import { PasswordField } from '../../form/password-field.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { CheckboxField } from '../../ui/checkbox-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'
import { chosenBase, type ConnectorForm } from './form.ts'
import { allBases } from './queries.ts'
import { regionOptions } from './words.ts'

const contractOptions = [
  { value: 'no', label: 'No' },
  { value: 'yes', label: 'Yes', help: 'What the contract covers is told by no call, so a balance of 0 is no warning.' },
]
const unitOptions = [{ value: 'years', label: 'Years' }, { value: 'days', label: 'Days' }]

/** Which base URL is asked; another than our own only with an administrator's word for it. */
function AllowBase({ form, url }: { form: UseFormReturn<ConnectorForm>; url: string }) {
  const allow = useWatch({ control: form.control, name: 'allow' })
  return (
    <Notice tone="warn">
      <Stack gap={8}>
        <span>Connectors may not ask {url} yet.</span>
        <CheckboxField
          label="Allow connectors to ask this base URL"
          checked={allow}
          onChange={(event) => form.setValue('allow', event.target.checked, { shouldDirty: true })}
        />
      </Stack>
    </Notice>
  )
}

/** What **Add connector** and **Edit connector** ask for (K1). */
export function ConnectorFields({ form }: { form: UseFormReturn<ConnectorForm> }) {
  const { data: bases } = useSuspenseQuery(allBases).data
  const [region, baseUrl, kept, product] = useWatch({ control: form.control, name: ['region', 'baseUrl', 'kept', 'product'] })
  const url = chosenBase({ region, baseUrl })
  return (
    <>
      <TextField control={form.control} name="name" label="Name" autoComplete="off" />
      <SelectField control={form.control} name="region" label="Region" options={regionOptions} />
      {region === 'custom' && (
        <TextField control={form.control} name="baseUrl" label="Base URL" placeholder="https://ca.example.org/services/v2" mono autoComplete="off" />
      )}
      {url !== undefined && !bases.some((base) => base.baseUrl === url) && <AllowBase form={form} url={url} />}
      <PasswordField
        control={form.control}
        name="apiKey"
        label={kept ? 'API key (optional)' : 'API key'}
        autoComplete="off"
        mono
        help={
          kept ? 'Leave this empty to keep the key that is there. Another base URL takes the key once more.' : 'It is kept encrypted and is never shown again.'
        }
      />
      <TextField
        control={form.control}
        name="division"
        label="Division (optional)"
        inputMode="numeric"
        help="The id of a division, where the account has several."
        autoComplete="off"
      />
      <SelectField control={form.control} name="contract" label="Contract account" options={contractOptions} />
      <TextField control={form.control} name="product" label="Template product (optional)" placeholder="ssl_plus" mono autoComplete="off" />
      {product.trim() !== '' && (
        <>
          <TextField control={form.control} name="validity" label="Validity" inputMode="numeric" autoComplete="off" />
          <SelectField control={form.control} name="unit" label="Validity in" options={unitOptions} />
          <TextField control={form.control} name="sans" label="SANs" inputMode="numeric" help="How many names beside the common name." autoComplete="off" />
        </>
      )}
    </>
  )
}

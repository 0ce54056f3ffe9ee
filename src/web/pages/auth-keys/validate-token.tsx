import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { validateRequestToken } from '#contract/calls-of-certcentral.ts'
import { type AuthKey, tokenTextMax, type TokenVerdict } from '#contract/auth-keys.ts'
import { call } from '../../client/call.ts'
import { FormPage } from '../../form/form-page.tsx'
import { LinesField } from '../../form/lines-field.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked } from '../../form/shapes.ts'
import { Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status } from '../../ui/status.tsx'
import { PastedCsr } from './pasted-csr.ts'
import { nameOf, verdictWord, verdictWords } from './words.ts'

type Form = { token: string; csr: string; authKey: string }
const resolver = checked<Form>(z.object({
  token: z.string().max(tokenTextMax, 'This is too long to look through.').refine((text) => text.trim() !== '', 'Paste a token, or the text it stands in.'),
  csr: PastedCsr,
  authKey: z.string().trim().max(500, 'This is too long for an AuthKey.'),
}))

const alias = { authKeyId: 'authKey' }

interface Found {
  verdict: TokenVerdict
  timestamp: string | null
  expiresAt: string | null
}

/** Says of a token what the vendor's validator will say. */
export function ValidateToken({ authKey: key }: { authKey: AuthKey }) {
  const [found, setFound] = useState<Found>()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { token: '', csr: '', authKey: '' } })

  async function check({ token, csr, authKey }: Form) {
    setError(undefined)
    setFound(undefined)
    try {
      setFound(await call(validateRequestToken, { body: { token, csr, ...(authKey === '' ? { authKeyId: key.id } : { authKey }) } }))
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <Section title="Check a token">
      <FormPage form={form} onSubmit={check} submitLabel="Check token" fleeting secondary error={error} alias={alias}>
        <LinesField control={form.control} name="token" label="Token" help="Or a DNS record or file that it stands in." />
        <LinesField control={form.control} name="csr" label="CSR of the token" help="The same as it was made for, to the letter." />
        <PasswordField control={form.control} name="authKey" label="AuthKey (optional)" autoComplete="off" mono help={`Left empty, ${nameOf(key)} is used.`} />
      </FormPage>
      <div role="status" aria-label="Verdict">
        {found !== undefined && <Stack gap={4}><div><Status word={verdictWord[found.verdict]} verdict /></div><p>{verdictWords(found)}</p></Stack>}
      </div>
    </Section>
  )
}

import { useEffect, useRef, useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { login, whoami } from '#contract/calls.ts'
import type { Identity } from '#contract/auth-tokens.ts'
import { prefixes } from '#contract/credential-kinds.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { FormPage } from '../../form/form-page.tsx'
import { PasswordField } from '../../form/password-field.tsx'
import { checked, present } from '../../form/shapes.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { clock } from '../../ui/dates.ts'
import { Page, Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { useZone } from '../../ui/zone.tsx'
import { Live } from './live.tsx'

type Form = { apiKey: string }
const resolver = checked<Form>(z.object({
  apiKey: present('Enter an API key.', 4096, 'This is too long for an API key.')
    .regex(/^[\x21-\x7e]*$/, 'An API key has letters, digits and _ only. Check that it was copied whole.')
    .refine((key) => !key.startsWith(prefixes['auth-token']), `This is an auth token. Enter the API key, which begins with ${prefixes['api-key']}.`),
}))

/** What is known of the token beside its value. */
export interface Held {
  serial: number
  expiresAt: string
  identity: Identity | undefined
}

/** **Auth token** (D8). The token lives in one variable of this page and is gone with it (S8). */
export function Component() {
  useZone()
  const token = useRef('')
  const [held, setHeld] = useState<Held>()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { apiKey: '' } })
  const keyIsThere = useWatch({ control: form.control, name: 'apiKey' }).trim() !== ''
  useEffect(() => () => {
    token.current = ''
  }, [])

  async function get({ apiKey }: Form) {
    setError(undefined)
    try {
      const made = await call(login, { bearer: apiKey })
      // The token works whether or not the server can say what for.
      const identity = await call(whoami, { bearer: made.token }).catch(() => undefined)
      // Together, so that the end of the one before does not take this one with it.
      token.current = made.token
      setHeld({ serial: (held?.serial ?? 0) + 1, expiresAt: made.expiresAt, identity })
    } catch (thrown) {
      if (failureOf(thrown).code === 'invalid-credential') {
        form.setError('apiKey', { type: 'server', message: 'This API key is not valid: it is wrong, expired or deleted.' }, { shouldFocus: true })
      } else setError(thrown)
    }
  }

  function drop() {
    token.current = ''
  }

  return (
    <Page title="Auth token" sentence="An auth token is what the API takes. It is made from an API key, is valid for one hour, and is not kept here." narrow>
      <Stack gap={24}>
        <div>
          <FormPage form={form} onSubmit={get} submitLabel="Get token" fleeting error={error}>
            <PasswordField control={form.control} name="apiKey" label="API key" autoComplete="off" mono help="Stays in this field until you leave the page." />
          </FormPage>
          <div role="status">
            <VisuallyHidden>{held === undefined ? '' : `Token ${held.serial} is here, valid until ${clock(held.expiresAt)}.`}</VisuallyHidden>
          </div>
        </div>
        {held !== undefined && (
          <Live
            held={held}
            read={() => token.current}
            onEnd={drop}
            onRefresh={() => void form.handleSubmit(get)()}
            busy={form.formState.isSubmitting}
            whyNoRefresh={keyIsThere ? undefined : 'The API key is not in its field any more. Enter it again to get a new token.'}
          />
        )}
        <Section title="The same with curl">
          <CodeBlock label="The same with curl">{command()}</CodeBlock>
        </Section>
      </Stack>
    </Page>
  )
}

const command = () => `curl -X POST ${location.origin}/auth/login \\\n     -H "Authorization: Bearer $COUNTERSIGN_API_KEY"`

import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useLocation, useNavigate } from 'react-router'
import { createOneToken } from '#contract/calls-of-one.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormPage } from '../../form/form-page.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { paths } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
// Imported outright, not by and by: whoever makes a value has the page that shows it, or it would be lost with the network.
import './congratulations.tsx'
import { hold } from './created.ts'
import { EndDateField } from './end-date-field.tsx'
import { bodyOf, type TokenForm, tokenRules } from './form.ts'
import { staleOneTokens } from './queries.ts'

/** **Create API key** (O1). */
export function Component() {
  const back = useBack()
  const navigate = useNavigate()
  const { search } = useLocation()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: tokenRules, defaultValues: { name: '', end_date: '' } })
  const attempt = useAttempt(bodyOf, ({ body, idempotencyKey }) => call(createOneToken, { body, idempotencyKey }), staleOneTokens)
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: TokenForm) {
    setError(undefined)
    try {
      const { reply, idempotencyKey } = await attempt(values)
      hold(reply, idempotencyKey)
      void makeStale(...staleOneTokens)
      await navigate({ pathname: paths.oneTokensCreated, search }, { replace: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <Page title="Create API key" sentence="The token carries exactly your rights. What is done with it is logged under your name." narrow>
      <FormPage form={form} onSubmit={save} submitLabel="Create" error={lost ? undefined : error} onCancel={() => void back()}>
        {lost && <LostNotice what="the token may have been made" button="Create" />}
        <TextField
          control={form.control}
          name="name"
          label="Name"
          help="Where the token is used. Letters, numbers, spaces, dashes and underscores; unique among your tokens."
        />
        <EndDateField control={form.control} />
      </FormPage>
    </Page>
  )
}

import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import type { OneToken } from '#contract/one-tokens.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormPage } from '../../form/form-page.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { EndDateField } from './end-date-field.tsx'
import { bodyOf, type TokenForm, tokenRules } from './form.ts'
import { changeOneToken, oneTokenForEditing } from './queries.ts'
import { endWords, stateAt } from './words.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(oneTokenForEditing(params['tokenId'] ?? ''))

/** **Edit API token** (O2): until its end date has passed. */
export function Component() {
  const { reply: token, etag } = useLoaderData<typeof loader>()
  const back = useBack()
  const expired = stateAt(token, useNow()) === 'expired'
  return (
    <Page title="Edit API token" sentence="The value stays. The end date can be added, moved or removed until it has passed." narrow>
      {expired && token.expires_at !== null ? (
        <Stack gap={16}>
          <Notice tone="bad" announce>
            {token.name} expired at {endWords(Date.parse(token.expires_at))}. An expired token can be neither changed nor enabled again: delete it and make a
            new one.
          </Notice>
          <Stack row gap={8}>
            <Button onClick={() => void back()}>Back to the tokens</Button>
          </Stack>
        </Stack>
      ) : (
        <Edit key={`${token.id} ${etag}`} token={token} etag={etag} />
      )}
    </Page>
  )
}

function Edit({ token, etag }: { token: OneToken; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: tokenRules, defaultValues: { name: token.name, end_date: token.end_date ?? '' } })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save(values: TokenForm) {
    setError(undefined)
    try {
      const reply = await run(changeOneToken, { params: { tokenId: token.id }, body: bodyOf(values), ifMatch: etag })
      toast({ text: 'API token {name} updated', name: reply.name })
      await back()
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormPage form={form} onSubmit={save} submitLabel="Update" error={changed ? undefined : error} onCancel={() => void back()}>
      {changed && <ChangedNotice name={token.name} />}
      <TextField control={form.control} name="name" label="Name" help="Letters, numbers, spaces, dashes and underscores; unique among the owner's tokens." />
      <EndDateField control={form.control} />
    </FormPage>
  )
}

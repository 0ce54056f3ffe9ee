import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useLoaderData } from 'react-router'
import { createCertcentralKeys } from '#contract/calls-of-certcentral.ts'
import { newCertcentralKeys } from '#contract/certcentral-keys.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { DescriptionsField } from './descriptions-field.tsx'
import { type AddForm, addRules, alias, bodyOf, newServiceUser, serviceNames } from './form.ts'
import { staleWithUsers } from './queries.ts'
import { showKeys } from './show-keys.ts'
import { UserField } from './user-field.tsx'
import { restrictionOptions, restrictionWord } from './words.ts'

const button = 'Add API Key'

export const loader = () => load(session)

/** **Add API Key** (C1): one key, or several in one go. */
export function Component() {
  const back = useBack()
  const { user } = useLoaderData<typeof loader>()
  const [error, setError] = useState<unknown>()
  const empty: AddForm = { description: '', added: [], user: { id: user.id, name: user.name }, ...serviceNames, email: '', divisions: [], restriction: '0' }
  const form = useForm({ resolver: addRules, defaultValues: empty })
  const attempt = useAttempt(bodyOf, ({ body, idempotencyKey }) => call(createCertcentralKeys, { body, idempotencyKey }), staleWithUsers)
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: AddForm) {
    setError(undefined)
    try {
      const { reply, idempotencyKey } = await attempt(values)
      void makeStale(...staleWithUsers)
      await back()
      showKeys(
        newCertcentralKeys(reply),
        { user: values.user.id === newServiceUser ? undefined : values.user.name, restriction: restrictionWord[values.restriction] ?? '' },
        idempotencyKey,
      )
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Add API Key" form={form} onSubmit={save} onClose={() => void back()} submitLabel={button} error={lost ? undefined : error} alias={alias}>
      {lost && <LostNotice what="the keys may have been made" button={button} />}
      <DescriptionsField form={form} />
      <UserField form={form} />
      <SelectField control={form.control} name="restriction" label="API key restrictions (optional)" options={restrictionOptions} none="0" />
    </FormDialog>
  )
}

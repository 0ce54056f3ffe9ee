import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { type ComponentType, useState } from 'react'
import { type Control, useForm, useWatch } from 'react-hook-form'
import { useParams } from 'react-router'
import { createApiKey } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useAttempt } from '../../form/attempt.ts'
import { ExpirationField } from '../../form/expiration-field.tsx'
import { defaultExpiration, expiresAtOf } from '../../form/expiry.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { NoteField } from '../../form/note-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { useNameOfPage } from '../../layout/page-name.ts'
import { Notice } from '../../ui/notice.tsx'
import { alias, newKeyRules, type NewKeyForm, noteOf } from './form.ts'
import { ownApiKeys, staleApiKeys } from './queries.ts'
import { showValue } from './show-value.ts'
import { whyNoMore } from './words.ts'

/** **Generate API Key**: one's own (D1), or under a user's page theirs (D10). */
export function Component() {
  return <Generate />
}

/** `owner`: the field that says whose it is to be, where it is for anybody (`create-for.tsx`). */
export function Generate({ owner: OwnerField }: { owner?: ComponentType<{ control: Control<NewKeyForm, unknown, NewKeyForm> }> }) {
  const back = useBack()
  const { userId } = useParams()
  const me = useSuspenseQuery(session).data.user
  // The page under the dialog says it too, and is out of sight on a phone.
  const nameOfPage = useNameOfPage()
  const [error, setError] = useState<unknown>()
  const form = useForm({
    resolver: newKeyRules,
    defaultValues: {
      owner: { id: userId ?? me.id, name: userId === undefined ? me.name : (nameOfPage ?? '') },
      name: '',
      expiration: defaultExpiration,
      note: '',
    },
  })
  const owner = useWatch({ control: form.control, name: 'owner' })
  const another = owner.id !== me.id
  // By its address, or for somebody just chosen: the button that leads here says it only where their keys are shown.
  const theirs = useQuery({ ...ownApiKeys(owner.id), enabled: owner.id !== '' }).data?.data ?? []
  const full = whyNoMore(theirs, another ? 'They have' : 'You have')
  const attempt = useAttempt(
    ({ owner: { id }, name, expiration, note }: NewKeyForm) => ({
      name,
      expiresAt: expiresAtOf(expiration, serverNow()),
      note: noteOf(note),
      ...(id === me.id ? {} : { userId: id }),
    }),
    ({ body, idempotencyKey }) => call(createApiKey, { body, idempotencyKey }),
    staleApiKeys,
  )
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: NewKeyForm) {
    setError(undefined)
    try {
      const { reply, idempotencyKey } = await attempt(values)
      void makeStale(...staleApiKeys)
      await back()
      showValue(reply, 'generated', idempotencyKey, reply.owner.id !== me.id)
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Generate API Key" form={form} onSubmit={save} onClose={() => void back()} error={lost ? undefined : error} alias={alias}>
      {full !== undefined && error === undefined && <Notice tone="warn" announce>{full}</Notice>}
      {lost && <LostNotice what="the key may have been made" />}
      {OwnerField ? (
        <OwnerField control={form.control} />
      ) : (
        userId !== undefined &&
        nameOfPage !== undefined && (
          <p>
            For <strong>{nameOfPage}</strong>.
          </p>
        )
      )}
      <TextField
        control={form.control}
        name="name"
        label="Name"
        help={`Where the key is used. Unique among ${another ? 'their' : 'your'} keys.`}
      />
      <ExpirationField control={form.control} name="expiration" />
      <NoteField
        control={form.control}
        name="note"
        placeholder="Who asked for it, which host it runs on, the ticket"
        help="Everyone who can see the key can read this."
      />
    </FormDialog>
  )
}

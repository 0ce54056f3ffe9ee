import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { z } from '#contract/zod.ts'
import { Email, Name } from '#contract/names.ts'
import type { User } from '#contract/users.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { checked } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { useBack } from '../../form/use-back.ts'
import { changeUser, userForEditing } from './queries.ts'

type Form = { name: string; email: string }
const resolver = checked<Form>(z.object({ name: Name, email: Email }))

export const loader = ({ params }: LoaderFunctionArgs) => load(userForEditing(params['userId'] ?? ''))

/** **Edit User**: name and address; the role has a dialog of its own, because it needs a confirmed session. */
export function Component() {
  const { reply: user, etag } = useLoaderData<typeof loader>()
  return <Edit key={`${user.id} ${etag}`} user={user} etag={etag} />
}

function Edit({ user, etag }: { user: User; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver, defaultValues: { name: user.name, email: user.email } })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save(body: Form) {
    setError(undefined)
    try {
      const { name } = await run(changeUser, { params: { userId: user.id }, body, ifMatch: etag })
      toast({ text: 'User {name} updated', name })
      await back()
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Edit User" form={form} onSubmit={save} onClose={() => void back()} error={changed ? undefined : error}>
      {changed && <ChangedNotice name={user.name} by="by you in another window or by another administrator" reload="Reload the form to see what is now." />}
      <TextField control={form.control} name="name" label="Name" help="Shown in lists and in the audit log." />
      <TextField
        control={form.control}
        name="email"
        label="Email"
        type="email"
        inputMode="email"
        help="They sign in with it from then on. Nothing is mailed: tell them."
      />
    </FormDialog>
  )
}

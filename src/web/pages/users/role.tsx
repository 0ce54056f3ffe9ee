import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router'
import { Role } from '#contract/permissions.ts'
import type { User } from '#contract/users.ts'
import { z } from '#contract/zod.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { checked } from '../../form/shapes.ts'
import { useBack } from '../../form/use-back.ts'
import { paths } from '../../paths.ts'
import { Notice } from '../../ui/notice.tsx'
import { changeUser, userForEditing } from './queries.ts'
import { roleOptions } from './words.ts'

type Form = { role: Role }
const resolver = checked<Form>(z.object({ role: Role }))
export async function loader({ params }: LoaderFunctionArgs) {
  const [{ reply: user, etag }, { user: me }] = await Promise.all([load(userForEditing(params['userId'] ?? '')), load(session)])
  return { user, etag, self: me.id === user.id }
}

/** **Change Role**. The server may ask who it is first; the client sees to that. */
export function Component() {
  const { user, etag, self } = useLoaderData<typeof loader>()
  return <ChangeRole key={`${user.id} ${etag}`} user={user} etag={etag} self={self} />
}

function ChangeRole({ user, etag, self }: { user: User; etag: string | undefined; self: boolean }) {
  const back = useBack()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const form = useForm<Form, unknown, Form>({ resolver, defaultValues: { role: user.role } })
  const code = error === undefined ? undefined : failureOf(error).code
  const own = code === 'last-administrator' || code === 'changed-meanwhile' || code === 'confirmation-required'

  async function save({ role }: Form) {
    setError(undefined)
    try {
      // Nothing to change is nothing to ask for.
      if (role !== user.role) {
        await run(changeUser, { params: { userId: user.id }, body: { role }, ifMatch: etag })
        toast({ text: `User {name} is now ${role === 'administrator' ? 'an administrator' : 'a standard user'}`, name: user.name })
      }
      // Who is no administrator any more has no list to come back to.
      await (self && role === 'user' ? navigate(paths.overview, { replace: true }) : back())
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Change Role" form={form} onSubmit={save} onClose={() => void back()} error={own ? undefined : error}>
      {code === 'last-administrator' && (
        <Notice tone="bad" announce>
          {user.name} is the last administrator who can sign in, so the role stays. Make another one first.
        </Notice>
      )}
      {code === 'confirmation-required' && (
        <Notice tone="warn" announce>
          The role was not changed: that needs your password once more. Press Save to be asked again.
        </Notice>
      )}
      {code === 'changed-meanwhile' && (
        <ChangedNotice name={user.name} by="by you in another window or by another administrator" reload="Reload the form to see what is now." />
      )}
      <p>
        <strong>{user.name}</strong>, {user.email}, is {user.role === 'administrator' ? 'an administrator' : 'a standard user'}.
        {self && ' This is you: without the role you no longer see Settings.'}
      </p>
      <SelectField control={form.control} name="role" label="Role" options={roleOptions} />
    </FormDialog>
  )
}

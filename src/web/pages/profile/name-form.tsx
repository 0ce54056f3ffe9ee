import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { getSession, listApiKeys, updateMe } from '#contract/calls.ts'
import { Name } from '#contract/names.ts'
import type { Me } from '#contract/sessions.ts'
import { mutation, run } from '../../client/mutation.ts'
import { toast } from '../../feedback/toast.ts'
import { FormPage } from '../../form/form-page.tsx'
import { checked } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import { Facts } from '../../ui/facts.tsx'

type Form = { name: string }
const rename = mutation(updateMe, { stale: [getSession, listApiKeys] })
const roles: Record<Me['user']['role'], string> = { administrator: 'Administrator', user: 'Standard user' }

export function NameForm({ user }: { user: Me['user'] }) {
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: checked<Form>(z.object({ name: Name })), defaultValues: { name: user.name } })

  async function save(body: Form) {
    setError(undefined)
    try {
      const { user: saved } = await run(rename, { body })
      form.reset({ name: saved.name })
      toast({ text: 'Your name is now {name}', name: saved.name })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <>
      <Facts facts={[{ label: 'Email', value: user.email }, { label: 'Role', value: roles[user.role] }]} />
      <FormPage form={form} onSubmit={save} submitLabel="Save" error={error}>
        <TextField control={form.control} name="name" label="Name" autoComplete="name" help="Shown to administrators, and in the audit log." />
      </FormPage>
    </>
  )
}

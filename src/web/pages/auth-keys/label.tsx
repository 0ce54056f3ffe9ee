import { createFormControl, useForm } from 'react-hook-form'
import type { AuthKey } from '#contract/auth-keys.ts'
import { z } from '#contract/zod.ts'
import { run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { useUnsaved } from '../../feedback/use-unsaved.ts'
import { checked } from '../../form/shapes.ts'
import { LabelField, LabelText } from './label-field.tsx'
import { changeAuthKey } from './queries.ts'
import { nameOf } from './words.ts'

type Form = { label: string }
const resolver = checked<Form>(z.object({ label: LabelText }))

/** **Change Label**. */
export async function changeLabel(key: AuthKey) {
  const form = createFormControl<Form, unknown, Form>({ resolver, defaultValues: { label: key.label ?? '' } })
  // The resolver once more: what the hook is not given, it takes away.
  function Field() {
    const { control, formState: { isDirty } } = useForm<Form, unknown, Form>({ formControl: form.formControl, resolver })
    useUnsaved({ dirty: isDirty, held: true })
    return <LabelField control={control} name="label" />
  }
  const done = await confirm({
    title: 'Change Label',
    action: 'Save',
    tone: 'primary',
    body: <Field />,
    check: () => form.trigger(),
    run: () => run(changeAuthKey, { params: { authKeyId: key.id }, body: { label: form.getValues().label.trim() || null } }),
  })
  if (done) toast({ text: 'Label of {name} changed', name: nameOf(key) })
}

import { useSuspenseQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { type UseFormReturn, useWatch } from 'react-hook-form'
import { listCertcentralUsers } from '#contract/calls-of-certcentral.ts'
import { session } from '../../client/session.ts'
import { PersonField } from '../../form/person-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import type { ComboOption } from '../../ui/combo-box.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { DivisionsField } from './divisions-field.tsx'
import { type AddForm, newServiceUser } from './form.ts'

type Form = UseFormReturn<AddForm, unknown, AddForm>
const newOption: ComboOption = { value: newServiceUser, label: 'Create new service user', detail: 'For an application: it cannot sign in.', apart: true }

/** **User**: administrators choose whose the key is; others make their own only. */
export function UserField({ form }: { form: Form }) {
  const { user } = useSuspenseQuery(session).data
  return user.role === 'administrator' ? <Choose form={form} /> : <Myself name={user.name} />
}

function Myself({ name }: { name: string }) {
  const id = useId()
  const help = 'You make keys for yourself. For another user, ask an administrator.'
  return <Field id={id} label="User" help={help}><Input id={id} value={name} readOnly aria-describedby={`${id}-about`} /></Field>
}

function Choose({ form }: { form: Form }) {
  const isNew = useWatch({ control: form.control, name: 'user' }).id === newServiceUser
  return (
    <>
      <PersonField
        control={form.control}
        name="user"
        label="User"
        help={
          isNew
            ? 'A service user may do what an administrator may, through its keys only. Restrict them to what they need.'
            : 'The key may do what this user may do.'
        }
        list={listCertcentralUsers}
        detail={({ email, kind }) => (kind === 'service' ? `${email} · service user` : email)}
        extra={[newOption]}
      />
      {isNew && (
        <>
          <TextField control={form.control} name="firstName" label="First name" />
          <TextField control={form.control} name="lastName" label="Last name" help="Left as they are, the names are numbered: Service User-2." />
          <TextField
            control={form.control}
            name="email"
            label="Email address"
            type="email"
            inputMode="email"
            help="Who looks after it. It may be shared, and nothing is mailed."
          />
          <DivisionsField form={form} />
        </>
      )}
    </>
  )
}

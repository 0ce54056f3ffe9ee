import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type UseFormReturn, useController } from 'react-hook-form'
import { failureOf } from '../../client/failure.ts'
import { session } from '../../client/session.ts'
import { wordsFor } from '../../client/words.ts'
import { TextField } from '../../form/text-field.tsx'
import { ComboBox, type ComboOption } from '../../ui/combo-box.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { DivisionsField } from './divisions-field.tsx'
import { type AddForm, newServiceUser } from './form.ts'
import { usersFor } from './queries.ts'

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
  const id = useId()
  const me = useSuspenseQuery(session).data.user
  const [search, setSearch] = useState('')
  const { data, error } = useQuery(usersFor(search))
  const { field, fieldState } = useController({ control: form.control, name: 'user' })
  const chosen = field.value

  const sought = search.trim().toLowerCase()
  const mine = sought === '' || me.name.toLowerCase().includes(sought) || me.email.toLowerCase().includes(sought)
  const others = (data?.data ?? []).filter((user) => user.id !== me.id)
  const options: ComboOption[] = [
    ...(mine ? [{ value: me.id, label: me.name, detail: `${me.email} · yourself` }] : []),
    ...others.map(({ id: value, name, email, kind }) => ({ value, label: name, detail: kind === 'service' ? `${email} · service user` : email })),
    newOption,
  ]
  const more = data !== undefined && data.total > data.data.length
  const foot = error
    ? `Users could not be loaded. ${wordsFor(failureOf(error))}`
    : more
      ? 'There are more. Type a name or an address to find them.'
      : options.length === 1 && data !== undefined
        ? 'Nobody else matches.'
        : undefined

  return (
    <>
      <ComboBox
        id={id}
        label="User"
        help={
          chosen.id === newServiceUser
            ? 'A service user may do what an administrator may, through its keys only. Restrict them to what they need.'
            : 'The key may do what this user may do.'
        }
        error={fieldState.error?.message}
        value={chosen.id}
        chosen={chosen.name}
        options={options}
        foot={foot}
        onSearch={setSearch}
        onPick={(value) => field.onChange({ id: value, name: options.find((option) => option.value === value)?.label ?? '' })}
        onBlur={field.onBlur}
        ref={field.ref}
      />
      {chosen.id === newServiceUser && (
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

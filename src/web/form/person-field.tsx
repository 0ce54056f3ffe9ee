import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form'
import type { z } from 'zod'
import type { Called, Endpoint } from '#contract/endpoint.ts'
import type { Page, PageQuery } from '#contract/page.ts'
import { failureOf } from '../client/failure.ts'
import { query } from '../client/query.ts'
import { session } from '../client/session.ts'
import { wordsFor } from '../client/words.ts'
import { ComboBox, type ComboOption } from '../ui/combo-box.tsx'

/** Who is chosen, and how they read while another search is under way. */
export type Person = { id: string; name: string }

/** A list of people that is searched by name and address. */
type People<One> = Called<Endpoint & { readonly query: typeof PageQuery; readonly reply: z.ZodType<Page<One>> }>

/** How many are offered; a longer search than `longest` the list does not take. */
const [offered, longest] = [20, 200]

/** Those who match: while one types, the last answer stays. */
const matching = <One,>(list: People<One>, search: string) => ({
  ...query(list, { query: { search: search.trim().slice(0, longest), size: String(offered), sort: 'name' } }),
  placeholderData: keepPreviousData,
})

type PersonFieldProps<One, Values extends FieldValues, Name extends FieldPathByValue<Values, Person>, Out> = {
  control: Control<Values, unknown, Out>
  name: Name
  label: string
  help: string
  list: People<One>
  detail: (one: One) => string
  /** After the people: a new one. */
  extra?: readonly ComboOption[]
}

/** Chooses a person by name or address. Oneself comes first. */
export function PersonField<
  One extends { id: string; name: string; email: string },
  Values extends FieldValues,
  Name extends FieldPathByValue<Values, Person>,
  Out = Values,
>({ control, name, label, help, list, detail, extra = [] }: PersonFieldProps<One, Values, Name, Out>) {
  const id = useId()
  const me = useSuspenseQuery(session).data.user
  const [search, setSearch] = useState('')
  const { data, error } = useQuery(matching(list, search))
  const { field, fieldState } = useController<Values, Name, Out>({ control, name })
  const chosen: Person = field.value

  const sought = search.trim().toLowerCase()
  const mine = sought === '' || me.name.toLowerCase().includes(sought) || me.email.toLowerCase().includes(sought)
  const options: ComboOption[] = [
    ...(mine ? [{ value: me.id, label: me.name, detail: `${me.email} · yourself` }] : []),
    ...(data?.data ?? []).filter((one) => one.id !== me.id).map((one) => ({ value: one.id, label: one.name, detail: detail(one) })),
    ...extra,
  ]
  const more = data !== undefined && data.total > data.data.length
  const foot = error
    ? `Users could not be loaded. ${wordsFor(failureOf(error))}`
    : more
      ? 'There are more. Type a name or an address to find them.'
      : options.length === extra.length && data !== undefined
        ? 'Nobody else matches.'
        : undefined

  return (
    <ComboBox
      id={id}
      label={label}
      help={help}
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
  )
}

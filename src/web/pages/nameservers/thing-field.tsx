import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form'
import { failureOf } from '../../client/failure.ts'
import { wordsFor } from '../../client/words.ts'
import { ComboBox } from '../../ui/combo-box.tsx'
import { keysThatMatch, nameserversThatMatch } from './queries.ts'

export type Thing = { id: string; name: string }
export const noThing: Thing = { id: '', name: '' }

const lists = {
  keys: { label: 'TSIG key', many: 'TSIG keys', matching: keysThatMatch },
  nameservers: { label: 'Nameserver', many: 'Nameservers', matching: nameserversThatMatch as unknown as typeof keysThatMatch },
} as const

/** Chooses one of a list that is searched by name. */
export function ThingField<Values extends FieldValues>({
  control, name, of, begin = '',
}: {
  control: Control<Values, unknown, Values>
  name: FieldPath<Values>
  of: keyof typeof lists
  /** What is looked for at first. */
  begin?: string
}) {
  const id = useId()
  const [search, setSearch] = useState(begin)
  const { label, many, matching } = lists[of]
  const { data, error } = useQuery(matching(search))
  const { field, fieldState } = useController({ control, name })
  const value = field.value as Thing
  const options = (data?.data ?? []).map((one) => ({ value: one.id, label: one.name }))
  const foot = error
    ? `${many} could not be loaded. ${wordsFor(failureOf(error))}`
    : data === undefined
      ? undefined
      : data.total > data.data.length
        ? 'There are more. Type a part of the name to find them.'
        : options.length === 0
          ? 'Nothing matches.'
          : undefined
  return (
    <ComboBox
      id={id}
      label={label}
      error={fieldState.error?.message}
      value={value.id}
      chosen={value.name}
      options={options}
      foot={foot}
      onSearch={setSearch}
      onPick={(picked) => field.onChange({ id: picked, name: options.find((option) => option.value === picked)?.label ?? '' })}
      onBlur={field.onBlur}
      ref={field.ref}
    />
  )
}

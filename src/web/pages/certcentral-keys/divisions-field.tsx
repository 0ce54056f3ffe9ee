import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { type UseFormReturn, useController } from 'react-hook-form'
import { failureOf } from '../../client/failure.ts'
import { wordsFor } from '../../client/words.ts'
import { Choices } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import type { AddForm } from './form.ts'
import { divisionList } from './queries.ts'

const label = 'Division restrictions'

/** **Division restrictions** of a new service user; only where the account has divisions, as with the vendor. */
export function DivisionsField({ form }: { form: UseFormReturn<AddForm, unknown, AddForm> }) {
  const id = useId()
  const { data, error } = useQuery(divisionList)
  const { field, fieldState } = useController({ control: form.control, name: 'divisions' })
  if (data?.data.length === 0 || (data === undefined && !error)) return null
  const help = error
    ? `Divisions could not be loaded, so it is restricted to none. ${wordsFor(failureOf(error))}`
    : field.value.length === 0
      ? 'None: it reaches the whole account.'
      : "It reaches what is of these divisions, and no AuthKeys or funds, which are the whole account's."
  return (
    <Field id={id} label={label} help={help} error={fieldState.error?.message}>
      <Choices
        id={id}
        label={label}
        wide
        none="None"
        options={(data?.data ?? []).map((division) => ({ value: String(division.id), label: division.name }))}
        values={field.value}
        onChange={field.onChange}
        describedBy={`${id}-about`}
      />
    </Field>
  )
}

import { X } from 'lucide-react'
import { useId, useRef } from 'react'
import { type Control, useController } from 'react-hook-form'
import { useNow } from '../../client/use-now.ts'
import { DateInput } from '../../ui/date-input.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { endIn, type TokenForm, unfinishedWords } from './form.ts'
import { endWords } from './words.ts'

/** **End date (optional)**. The X removes the date; one that is written in part only is refused, and makes no token without an end. */
export function EndDateField({ control }: { control: Control<TokenForm> }) {
  const id = useId()
  const now = useNow()
  const { field, fieldState } = useController({ control, name: 'end_date' })
  const box = useRef<HTMLInputElement>(null)
  const error = fieldState.error?.message
  const end = endIn(field.value)
  const help = field.value.trim() === ''
    ? 'The last day it works, in UTC. Without one it works until it is disabled or deleted.'
    : end === undefined
      ? unfinishedWords
      : `${end <= now ? 'Stopped working at' : 'Works until'} ${endWords(end)}.`

  return (
    <Field id={id} label="End date (optional)" help={help} error={error}>
      <DateInput
        id={id}
        name={field.name}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        ref={(node) => {
          box.current = node
          field.ref(node)
        }}
        min={new Date(now).toISOString().slice(0, 10)}
        invalid={error !== undefined}
        describedBy={describedBy(id, { help, error })}
        buttons={field.value === '' ? undefined : (
          <IconButton
            label="Remove end date"
            icon={X}
            onClick={() => {
              field.onChange('')
              // What is written in part is nobody's value, so that nothing else takes it away.
              if (box.current) box.current.value = ''
              box.current?.focus()
            }}
          />
        )}
      />
    </Field>
  )
}

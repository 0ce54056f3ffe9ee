import { CalendarDays, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { type Control, useController } from 'react-hook-form'
import { useNow } from '../../client/use-now.ts'
import { DateInput } from '../../ui/date-input.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { endIn, type TokenForm } from './form.ts'
import { endWords } from './words.ts'

/**
 * **End date (optional)**. A text field, because a native date field says nothing of a date it does not understand and would
 * make a token without an end of it; the native calendar stands beside it. The X removes the date.
 */
export function EndDateField({ control }: { control: Control<TokenForm> }) {
  const id = useId()
  const now = useNow()
  const { field, fieldState } = useController({ control, name: 'end_date' })
  const box = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const error = fieldState.error?.message
  const end = endIn(field.value)
  const help = field.value.trim() === ''
    ? 'The last day it works, in UTC. Without one it works until it is disabled or deleted.'
    : end === undefined
      ? 'Write the date as YYYY-MM-DD, such as 2027-12-31.'
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
        picker={picker}
        min={new Date(now).toISOString().slice(0, 10)}
        invalid={error !== undefined}
        describedBy={describedBy(id, { help, error })}
        buttons={
          <>
            {field.value !== '' && (
              <IconButton
                label="Remove end date"
                icon={X}
                onClick={() => {
                  field.onChange('')
                  box.current?.focus()
                }}
              />
            )}
            <IconButton label="Choose end date" icon={CalendarDays} onClick={() => picker.current?.showPicker()} />
          </>
        }
      />
    </Field>
  )
}

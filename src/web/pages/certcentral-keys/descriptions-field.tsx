import { Plus } from 'lucide-react'
import { type ClipboardEvent, useId, useRef } from 'react'
import { type UseFormReturn, useController } from 'react-hook-form'
import { keysAtOnce } from '#contract/certcentral-keys.ts'
import { descriptionRule } from '#contract/names.ts'
import { Button } from '../../ui/button.tsx'
import { Entries, InputWith } from '../../ui/entries.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { type AddForm, tooManyWords } from './form.ts'

/** **Description**: one, or with **Add** several, a key each. Pasted lines are several. */
export function DescriptionsField({ form }: { form: UseFormReturn<AddForm, unknown, AddForm> }) {
  const id = useId()
  const { field, fieldState } = useController({ control: form.control, name: 'description' })
  const { field: { value: added, onChange: setAdded } } = useController({ control: form.control, name: 'added' })
  const box = useRef<HTMLInputElement>(null)
  const error = fieldState.error?.message
  const full = added.length >= keysAtOnce
  const help = added.length === 0
    ? 'The application or person the key is for. Add makes room for another, which gets a key of its own.'
    : `${added.length} of ${keysAtOnce} added. Each gets a key of its own, for the same user and with the same restriction.`

  const refuse = (message: string) => form.setError('description', { type: 'rule', message })

  function add() {
    const text = descriptionRule.kept(field.value)
    const fault = descriptionRule.fault(text)?.message ?? (full ? tooManyWords : undefined)
    box.current?.focus()
    if (fault !== undefined) return refuse(fault)
    setAdded([...added, text])
    field.onChange('')
    form.clearErrors('description')
    return undefined
  }

  function paste(event: ClipboardEvent) {
    const lines = event.clipboardData.getData('text').split(/\r?\n/).map((line) => descriptionRule.kept(line)).filter((line) => line !== '')
    if (lines.length < 2) return
    event.preventDefault()
    const wrong = lines.findIndex((line) => descriptionRule.fault(line) !== undefined)
    if (wrong >= 0) return refuse(`Line ${wrong + 1} of what was pasted: ${descriptionRule.fault(lines[wrong]!)?.message}`)
    if (added.length + lines.length > keysAtOnce) return refuse(`${tooManyWords} ${lines.length} lines were pasted; none was added.`)
    setAdded([...added, ...lines])
    form.clearErrors('description')
    return undefined
  }

  return (
    <Field id={id} label="Description" help={help} error={error}>
      <InputWith
        id={id}
        {...field}
        ref={(node) => {
          box.current = node
          field.ref(node)
        }}
        onPaste={paste}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, { help, error })}
        button={<Button size="small" icon={Plus} onClick={add} disabledReason={full ? tooManyWords : undefined}>Add</Button>}
      />
      {added.length > 0 && (
        <Entries
          label="Descriptions added"
          entries={added}
          onRemove={(at) => {
            setAdded(added.filter((_, index) => index !== at))
            box.current?.focus()
          }}
        />
      )}
    </Field>
  )
}

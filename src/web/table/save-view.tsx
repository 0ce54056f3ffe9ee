import { useId, useState } from 'react'
import { nameFault } from '#contract/names.ts'
import type { View } from '#contract/views.ts'
import { failureOf } from '../client/failure.ts'
import { run } from '../client/mutation.ts'
import { FailureNotice } from '../feedback/failure-notice.tsx'
import { toast } from '../feedback/toast.ts'
import { useUnsaved } from '../feedback/use-unsaved.ts'
import { Button } from '../ui/button.tsx'
import { CheckboxField } from '../ui/checkbox-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { saveView } from './views.ts'

export type SaveViewProps = { noun: View['noun']; query: string; mayShare: boolean; onClose: () => void }

const help = 'Search, filters, sort, columns and density as they are now.'

/** **Save view**. */
export function SaveView({ noun, query, mayShare, onClose }: SaveViewProps) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<unknown>()
  useUnsaved({ dirty: name !== '' && !busy, held: true })
  const id = useId()
  const failure = failed === undefined ? undefined : failureOf(failed)
  const refused = failure?.errors.find(({ field }) => field === 'name')?.message
  const error = refused ?? (tried ? nameFault(name.normalize('NFC').trim())?.message : undefined)

  async function save() {
    setTried(true)
    if (nameFault(name.normalize('NFC').trim()) !== undefined) return
    setBusy(true)
    setFailed(undefined)
    try {
      const view = await run(saveView, { body: { noun, name, shared, query } })
      toast({ text: 'View {name} saved', name: view.name })
      onClose()
    } catch (thrown) {
      setFailed(thrown)
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      title="Save view"
      width={400}
      onClose={() => !busy && onClose()}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
      actions={<><Button onClick={onClose}>Cancel</Button><Button type="submit" variant="primary" busy={busy}>Save</Button></>}
    >
      {failure !== undefined && refused === undefined && <FailureNotice error={failure} />}
      <Field id={id} label="Name" help={help} error={error}>
        <Input
          id={id} autoFocus value={name} aria-invalid={error !== undefined || undefined} aria-describedby={describedBy(id, { help, error })}
          onChange={(event) => {
            setName(event.target.value)
            setFailed(undefined)
          }}
        />
      </Field>
      {mayShare && <CheckboxField label="Share with everybody" checked={shared} onChange={(event) => setShared(event.target.checked)} />}
    </Dialog>
  )
}

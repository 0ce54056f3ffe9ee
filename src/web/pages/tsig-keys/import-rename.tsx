import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { TsigName } from '#contract/tsig-names.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { checked } from '../../form/shapes.ts'
import { TextField } from '../../form/text-field.tsx'
import type { EntryRow } from './import-columns.tsx'

/** A key of the text that is kept under another name than stands there. */
export interface Renamed {
  /** Its place in the text, from 0. */
  entry: number
  name: string
  /** Its name in the text. */
  was: string
}

type Form = { name: string }

/** The one that is asked for goes first, so that its faults are known as those of this field. */
const alias = { 'rename[0].name': 'name', 'rename.0.name': 'name', 'rename[0].entry': 'name', 'rename.0.entry': 'name' }

export type RenameProps = {
  entry: EntryRow
  /** What the other keys of this text are called. */
  others: ReadonlySet<string>
  /** Looks at the text again; says why the name cannot be, or `undefined`. Throws what the call failed with. */
  onName: (entry: EntryRow, name: string) => Promise<string | undefined>
  onClose: () => void
}

/** **Keep under another name**: of two keys of one name, both can be kept. */
export function Rename({ entry, others, onName, onClose }: RenameProps) {
  const [error, setError] = useState<unknown>()
  const another = TsigName.refine((name) => !others.has(name), 'Another key of this text has this name.').refine(
    (name) => name !== entry.name,
    'This is the name it has.',
  )
  const form = useForm({
    resolver: checked<Form>(z.object({ name: another })),
    defaultValues: { name: entry.name },
  })

  async function save({ name }: Form) {
    setError(undefined)
    try {
      const why = await onName(entry, name)
      if (why === undefined) onClose()
      else form.setError('name', { type: 'server', message: why }, { shouldFocus: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Keep under another name" form={form} onSubmit={save} onClose={onClose} error={error} alias={alias}>
      <TextField control={form.control} name="name" label="Name" mono help="A domain name. Whoever uses the key has to call it so as well." />
    </FormDialog>
  )
}

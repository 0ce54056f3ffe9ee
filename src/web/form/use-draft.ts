import { useEffect, useEffectEvent } from 'react'
import type { FieldPath, FieldValues, PathValue, UseFormReturn } from 'react-hook-form'
import { dropDraft, keepDraft, readDraft } from '../client/drafts.ts'

/**
 * What is typed into a long form is there again after a reload of the tab. Only these fields, none of them a secret's (S8); it goes
 * when the form does: saved, cancelled or left.
 */
export function useDraft<Values extends FieldValues, Out>(form: UseFormReturn<Values, unknown, Out>, name: string, fields: readonly FieldPath<Values>[]): void {
  const keep = useEffectEvent(() => {
    const changed = fields.some((field) => form.getFieldState(field).isDirty)
    if (changed) keepDraft(name, Object.fromEntries(fields.map((field) => [field, String(form.getValues(field))])))
    else dropDraft(name)
  })
  const restore = useEffectEvent(() => {
    const kept = readDraft(name)
    for (const field of fields) {
      const text = kept[field]
      if (typeof text === 'string' && text !== form.getValues(field)) form.setValue(field, text as PathValue<Values, FieldPath<Values>>, { shouldDirty: true })
    }
  })
  const { subscribe } = form

  useEffect(() => {
    restore()
    const end = subscribe({ formState: { values: true, dirtyFields: true }, callback: () => keep() })
    return () => {
      end()
      dropDraft(name)
    }
  }, [subscribe, name])
}

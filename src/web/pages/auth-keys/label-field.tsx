import type { Control, FieldPathByValue, FieldValues } from 'react-hook-form'
import { Description } from '#contract/names.ts'
import { z } from '#contract/zod.ts'
import { TextField } from '../../form/text-field.tsx'

/** As the field holds it: left empty, there is none. */
export const LabelText = z.string().trim().pipe(z.literal('').or(Description))

export const LabelField = <Values extends FieldValues>({ control, name }: { control: Control<Values>; name: FieldPathByValue<Values, string> }) => (
  <TextField control={control} name={name} label="Label (optional)" help="What it is for. Only here: the vendor's AuthKeys have none." />
)

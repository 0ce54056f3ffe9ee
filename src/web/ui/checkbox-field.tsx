import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import type { ChangeEvent, Ref } from 'react'

export type CheckboxFieldProps = {
  label: string
  checked?: boolean
  mixed?: boolean
  onChange?: (event: ChangeEvent<HTMLInputElement>) => void
  onBlur?: () => void
  name?: string
  disabled?: boolean
  ref?: Ref<HTMLInputElement>
}

/** A box and its label. A table's rows have a box of their own (`row-checkbox.tsx`). */
export function CheckboxField({ label, mixed, ref, ...rest }: CheckboxFieldProps) {
  return <FormControlLabel label={label} control={<Checkbox indeterminate={mixed} {...rest} slotProps={{ input: { ref } }} />} />
}

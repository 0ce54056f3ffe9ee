import InputAdornment from '@mui/material/InputAdornment'
import OutlinedInput from '@mui/material/OutlinedInput'
import type { ComponentProps, ReactNode } from 'react'

export type InputProps = Omit<ComponentProps<'input'>, 'size' | 'className' | 'style' | 'color'> & {
  mono?: boolean
  /** 32 px, in a toolbar. */
  bar?: boolean
  /** 40 px, where it is all that a dialog has. */
  large?: boolean
  /** Inside the frame, before and after what is typed. */
  start?: ReactNode
  end?: ReactNode
}

/** A text input alone; `Field` gives it label and help. */
export function Input({ mono, bar, large, start, end, type = 'text', ref, ...rest }: InputProps) {
  return (
    <OutlinedInput
      type={type}
      inputRef={ref}
      error={rest['aria-invalid'] === true}
      data-mono={mono || undefined}
      readOnly={rest.readOnly}
      data-bar={bar || undefined}
      data-large={large || undefined}
      startAdornment={start}
      endAdornment={end !== undefined && <InputAdornment position="end">{end}</InputAdornment>}
      slotProps={{ input: { autoComplete: 'off', ...(mono ? { spellCheck: false } : {}), ...rest } }}
    />
  )
}

export type TextAreaProps = Omit<ComponentProps<'textarea'>, 'className' | 'style' | 'color'> & {
  mono?: boolean
  end?: ReactNode
  /** As many lines as a secret takes, and no handle. */ secret?: boolean
}

/** Three lines, growing with its text (where the browser knows `field-sizing`); MUI's own would lay out a second one with each key. */
export function TextArea({ mono, end, secret, rows = 3, ref, ...rest }: TextAreaProps) {
  return (
    <OutlinedInput
      multiline
      inputRef={ref}
      error={rest['aria-invalid'] === true}
      data-mono={mono || undefined}
      data-secret={secret || undefined}
      endAdornment={end !== undefined && <InputAdornment position="end">{end}</InputAdornment>}
      inputComponent="textarea"
      slotProps={{ input: { rows, ...rest } as ComponentProps<'input'> }}
    />
  )
}

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './entries.module.css'
import { IconButton } from './icon-button.tsx'
import { Input, type InputProps } from './input.tsx'

/** A text input with a button inside its frame, at its end. */
export function InputWith({ button, ...rest }: InputProps & { button: ReactNode }) {
  return <Input {...rest} end={button} />
}

/** What was added so far, each with an X. */
export function Entries({ label, entries, onRemove }: { label: string; entries: readonly string[]; onRemove: (at: number) => void }) {
  return (
    <ul aria-label={label} className={css.entries}>
      {entries.map((entry, at) => (
        <li key={at} className={css.entry}>
          <span className={css.words}>{entry}</span>
          <IconButton label={`Remove ${entry}`} icon={X} onClick={() => onRemove(at)} />
        </li>
      ))}
    </ul>
  )
}

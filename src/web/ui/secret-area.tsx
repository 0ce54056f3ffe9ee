import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import { TextArea, type TextAreaProps } from './input.tsx'
import css from './verdict.module.css'

/** A secret being typed: in one line, or in as many as it takes. Enter saves the form, since a secret has no lines. */
export function SecretArea({ onCopy, ...rest }: Omit<TextAreaProps, 'mono' | 'rows' | 'onCopy' | 'secret' | 'end'> & { value: string; onCopy: () => void }) {
  return (
    <TextArea
      {...rest}
      mono
      secret
      rows={Math.max(1, Math.ceil(rest.value.length / 50))}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
        event.preventDefault()
        event.currentTarget.form?.requestSubmit()
      }}
      end={rest.value === '' ? undefined : <IconButton label="Copy" icon={Copy} onClick={onCopy} />}
    />
  )
}

/** Under the field, while one types: an icon, what is known so far. */
export function Verdict({ tone, icon, children }: { tone: 'ok' | 'warn'; icon: ReactNode; children: ReactNode }) {
  return <span className={`${css.verdict} ${css[tone]}`}>{icon}<span>{children}</span></span>
}

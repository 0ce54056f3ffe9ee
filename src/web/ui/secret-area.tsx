import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import field from './field.module.css'
import { IconButton } from './icon-button.tsx'
import type { TextAreaProps } from './input.tsx'
import css from './secret-area.module.css'

/** A secret being typed: in one line, or in as many as it takes. Enter saves the form, since a secret has no lines. */
export function SecretArea({ onCopy, ...rest }: Omit<TextAreaProps, 'mono' | 'rows' | 'onCopy'> & { value: string; onCopy: () => void }) {
  return (
    <div className={cx(field.frame, css.frame)}>
      <textarea
        {...rest}
        rows={Math.max(1, Math.ceil(rest.value.length / 50))}
        className={cx(field.input, field.mono, css.area)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
      />
      {rest.value !== '' && <IconButton label="Copy" icon={Copy} onClick={onCopy} />}
    </div>
  )
}

/** Under the field, while one types: an icon, what is known so far. */
export function Verdict({ tone, icon, children }: { tone: 'ok' | 'warn'; icon: ReactNode; children: ReactNode }) {
  return <span className={cx(css.verdict, css[tone])}>{icon}<span>{children}</span></span>
}

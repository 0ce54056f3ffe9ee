import { Copy, Eye, EyeOff } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { RowIconButton } from './row-icon-button.tsx'
import css from './masked-secret.module.css'

export type MaskedSecretProps = {
  /** Whose it is, in `Reveal secret of tsigkey`. */
  name: string
  /** What it ends with, behind the dots. */
  last4?: string
  /** Where the secret is while it is shown. It is written into the page by hand and taken out again: it never becomes a prop or state of React's (S8). */
  read: (() => string) | undefined
  onReveal: () => void
  onHide: () => void
  /** Has it copied; `false` where the browser does not allow that, and then it is selected. */
  onCopy: (text: string) => Promise<boolean>
}

/** Eight dots and an eye. Shown, it wraps and is never cut: it stands over the cells beside it. */
export function MaskedSecret({ name, last4, read, onReveal, onHide, onCopy }: MaskedSecretProps) {
  const shown = read !== undefined
  return (
    <span className={css.secret} data-shown={shown || undefined}>
      {read === undefined ? (
        <>
          <span className={css.dots} aria-hidden>
            ••••••••
          </span>
          {last4 !== undefined && <span className={css.last}>{last4}</span>}
        </>
      ) : (
        <Value name={name} read={read} onCopy={onCopy} />
      )}
      <RowIconButton label={shown ? `Hide secret of ${name}` : `Reveal secret of ${name}`} icon={shown ? EyeOff : Eye} onClick={shown ? onHide : onReveal} />
    </span>
  )
}

function Value({ name, read, onCopy }: { name: string; read: () => string; onCopy: (text: string) => Promise<boolean> }) {
  const box = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const node = box.current
    if (node) node.textContent = read()
    return () => {
      if (!node) return
      node.textContent = ''
      // What had the focus goes with the secret; the eye stays.
      const around = node.parentElement
      if (around?.contains(document.activeElement)) around.querySelector<HTMLElement>(':scope > button:last-of-type')?.focus()
    }
  }, [read])

  async function copy() {
    if (await onCopy(read())) return
    box.current?.focus()
    if (box.current) getSelection()?.selectAllChildren(box.current)
  }

  return (
    <>
      <span ref={box} role="textbox" aria-readonly aria-multiline tabIndex={0} aria-label={`Secret of ${name}`} className={css.value} />
      <RowIconButton label={`Copy secret of ${name}`} icon={Copy} onClick={() => void copy()} />
    </>
  )
}

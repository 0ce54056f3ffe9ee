import { CircleCheck, Copy } from 'lucide-react'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import field from './field.module.css'
import css from './one-time-value.module.css'

export type OneTimeValueProps = {
  label: string
  /** Where the value is. It is written into the page by hand and taken out again: it never becomes a prop or state of React's (S8). */
  read: () => string
  help?: string
  copied: boolean
  onCopied: () => void
  /** The focus starts on **Copy**. */
  autoFocus?: boolean
  /** A press on the value copies it as well. */
  pressCopies?: boolean
  /** One of several: none of their buttons is the primary. */
  oneOfSeveral?: boolean
}

const mac = () => /Mac|iPhone|iPad/.test(navigator.platform)

/** A value in a frame with **Copy** attached. Wraps anywhere, is never cut. */
export function OneTimeValue({ label, read, help, copied, onCopied, autoFocus, pressCopies, oneOfSeveral }: OneTimeValueProps) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [refused, setRefused] = useState(false)

  useLayoutEffect(() => {
    const node = box.current
    if (node && node.textContent !== read()) node.textContent = read()
  })
  useLayoutEffect(() => {
    const node = box.current
    return () => {
      if (node) node.textContent = ''
    }
  }, [])

  useEffect(() => {
    if (!autoFocus) return
    // After the dialog that made the value has given the focus back.
    const timer = setTimeout(() => button.current?.focus())
    return () => clearTimeout(timer)
  }, [autoFocus])

  async function copy() {
    try {
      await navigator.clipboard.writeText(read())
      setRefused(false)
      onCopied()
    } catch {
      // No clipboard (plain HTTP, a policy, a denied permission): select it, so that one keystroke is left.
      setRefused(true)
      const node = box.current
      if (!node) return
      node.focus()
      getSelection()?.selectAllChildren(node)
    }
  }

  /** Not at the end of a selection made by hand. */
  function press() {
    const chosen = getSelection()
    if (chosen === null || chosen.isCollapsed || chosen.toString() === read()) void copy()
  }

  const about = refused && !copied ? `The browser does not let this page copy. The value is selected: press ${mac() ? '⌘C' : 'Ctrl+C'}.` : help
  return (
    <div className={field.field}>
      <div className={field.head}>
        <span id={`${id}-label`} className={field.label}>
          {label}
        </span>
      </div>
      <div className={css.frame}>
        <div
          ref={box}
          role="textbox"
          aria-readonly
          aria-multiline
          tabIndex={0}
          aria-labelledby={`${id}-label`}
          aria-describedby={about === undefined ? undefined : `${id}-about`}
          className={css.value}
          data-press={pressCopies || undefined}
          onCopy={onCopied}
          onClick={pressCopies ? press : undefined}
          onKeyDown={pressCopies ? (event) => event.key === 'Enter' && void copy() : undefined}
        />
        <Button
          variant={copied || oneOfSeveral ? 'quiet' : 'primary'}
          icon={copied ? CircleCheck : Copy}
          onClick={copy}
          ref={button}
          className={cx(css.copy, (copied || oneOfSeveral) && css.copied, !copied && oneOfSeveral && css.again)}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <div className={field.foot}>
        <div id={`${id}-about`} className={field.help} aria-live="polite">
          {about}
        </div>
      </div>
    </div>
  )
}

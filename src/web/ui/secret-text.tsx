import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import css from './secret-text.module.css'

export type SecretTextProps = {
  label: string
  /** What stands here while the secret is masked. */
  masked: string
  /** Where the text with the secret is. It is written into the page by hand and taken out again: it never becomes a prop or state of React's (S8). */
  read: (() => string) | undefined
  ref?: Ref<{ select: () => void }>
}

/** A file or a command with a secret in it, masked or not. Long lines wrap; nothing is cut. */
export function SecretText({ label, masked, read, ref }: SecretTextProps) {
  const box = useRef<HTMLPreElement>(null)
  useLayoutEffect(() => {
    const node = box.current
    if (node) node.textContent = read?.() ?? masked
    return () => {
      if (node) node.textContent = ''
    }
  }, [read, masked])
  useImperativeHandle(ref, () => ({
    select() {
      box.current?.focus()
      if (box.current) getSelection()?.selectAllChildren(box.current)
    },
  }))
  // Scrolls, so that the keyboard must reach it.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  return <pre ref={box} className={css.text} role="group" aria-label={label} tabIndex={0} />
}

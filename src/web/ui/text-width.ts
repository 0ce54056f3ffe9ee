import { useSyncExternalStore } from 'react'
import css from './text-width.module.css'
import mono from './mono.module.css'

/** How a text is written. */
export type TextStyle = 'body' | 'strong' | 'head' | 'status' | 'mono'

const known = new Map<string, number>()
const classes: Record<TextStyle, string | undefined> = { body: undefined, strong: css.strong, head: css.head, status: css.status, mono: mono.mono }

let fonts = 0
const listeners = new Set<() => void>()
if (typeof document !== 'undefined') {
  document.fonts.addEventListener('loadingdone', () => {
    known.clear()
    fonts++
    listeners.forEach((listener) => listener())
  })
}
const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Changes when a font has come: what was measured before it was measured with another. */
export const useFonts = (): number => useSyncExternalStore(listen, () => fonts)

/** px that the widest of some texts takes, each with its style. Kept: a page is laid out for it once. */
export function textWidths(asked: readonly { texts: readonly string[]; style: TextStyle }[]): number[] {
  const keys = asked.map(({ texts, style }) => `${style} ${texts.join('\n')}`)
  if (keys.some((key) => !known.has(key))) {
    const sizer = document.createElement('div')
    sizer.className = css.sizer!
    sizer.append(...asked.map(({ texts, style }) => {
      const box = document.createElement('div')
      box.className = classes[style] ?? ''
      box.append(...texts.map((text) => Object.assign(document.createElement('div'), { textContent: text })))
      return box
    }))
    document.body.append(sizer)
    ;[...sizer.children].forEach((box, at) => known.set(keys[at]!, Math.ceil(box.getBoundingClientRect().width)))
    sizer.remove()
  }
  return keys.map((key) => known.get(key)!)
}

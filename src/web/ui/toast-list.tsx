import SnackbarContent from '@mui/material/SnackbarContent'
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import css from './toast-list.module.css'

const glyphs = { ok: CircleCheck, bad: CircleAlert, info: Info } as const
export type ToastItem = { id: number; tone: keyof typeof glyphs; content: ReactNode; detail?: string | undefined; onShow?: (() => void) | undefined }

/**
 * The region **Notifications**, at the end of the page whatever is open over it. Each message is its own live region, and the
 * region is none: else each is heard twice.
 */
export function ToastList({
  items,
  onDismiss,
  onHold,
  onRelease,
}: {
  items: readonly ToastItem[]
  onDismiss: (id: number) => void
  onHold: () => void
  onRelease: () => void
}) {
  const region = useRef<HTMLElement>(null)

  // A modal hides all its siblings from screen readers; messages must be heard all the same.
  useEffect(() => {
    const node = region.current
    if (!node) return
    const stayHeard = () => {
      if (node.hasAttribute('aria-hidden')) node.removeAttribute('aria-hidden')
    }
    stayHeard()
    const observer = new MutationObserver(stayHeard)
    observer.observe(node, { attributeFilter: ['aria-hidden'] })
    return () => observer.disconnect()
  }, [])

  return createPortal(
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- reading a message holds its time; nothing is done by it
    <section ref={region} aria-label="Notifications" className={css.region} onMouseEnter={onHold} onMouseLeave={onRelease} onFocus={onHold} onBlur={onRelease}>
      {items.map((item) => (
        <SnackbarContent
          key={item.id}
          role="none"
          className={css.toast}
          message={
            <>
              <Icon glyph={glyphs[item.tone]} className={cx(css.icon, css[item.tone])} />
              <div className={css.words}>
                <div role="status">{item.content}</div>
                {item.detail !== undefined && (
                  <div className={css.detail} aria-live="polite">
                    {item.detail}
                  </div>
                )}
              </div>
            </>
          }
          action={
            <>
              {item.onShow && (
                <Button
                  variant="quiet"
                  size="small"
                  onClick={() => {
                    onDismiss(item.id)
                    item.onShow?.()
                  }}
                >
                  Show
                </Button>
              )}
              <IconButton label="Dismiss" icon={X} tooltip={false} onClick={() => onDismiss(item.id)} />
            </>
          }
        />
      ))}
    </section>,
    document.body,
  )
}

/** The thing a message names. */
export function Named({ children }: { children: ReactNode }) {
  return <b className={css.name}>{children}</b>
}

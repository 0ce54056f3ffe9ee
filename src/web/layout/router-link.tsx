import { type MouseEvent, type ReactNode, useMemo } from 'react'
import { type NavigateFunction, useNavigate } from 'react-router'
import { AnchorProvider, type AnchorProps } from '../ui/anchor.tsx'

const elsewhere = /^(?:[a-z]+:|\/\/|#)/i

/** The press is ours only if the browser would open the page right here: not a new tab, not a download. */
const opensHere = ({ button, metaKey, altKey, ctrlKey, shiftKey, defaultPrevented }: MouseEvent) =>
  button === 0 && !metaKey && !altKey && !ctrlKey && !shiftKey && !defaultPrevented

/**
 * The router's own `Link` looks at the address, so that all of them are drawn anew with each key typed into a table. This one
 * does not: all of our addresses begin with `/`.
 */
const linkBy = (navigate: NavigateFunction) => ({ href, onClick, target, ...rest }: AnchorProps) => (
  <a
    href={href}
    target={target}
    onClick={(event) => {
      onClick?.(event)
      if (elsewhere.test(href) || (target !== undefined && target !== '_self') || !opensHere(event)) return
      event.preventDefault()
      // As a browser does it: the address one is at is not put before itself.
      void navigate(href, { replace: href === location.pathname + location.search + location.hash })
    }}
    {...rest}
  />
)

/** Lets ui's links change the page without loading it anew. Put it inside the router, above every page. */
export function RouterLinks({ children }: { children: ReactNode }) {
  const navigate = useNavigate()
  const Link = useMemo(() => linkBy(navigate), [navigate])
  return <AnchorProvider value={Link}>{children}</AnchorProvider>
}

import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { AnchorProvider, type AnchorProps } from '../ui/anchor.tsx'

const elsewhere = /^(?:[a-z]+:|\/\/|#)/i

function RouterLink({ href, ...rest }: AnchorProps) {
  return elsewhere.test(href) ? <a href={href} {...rest} /> : <Link to={href} {...rest} />
}

/** Lets ui's links change the page without loading it anew. Put it inside the router, above every page. */
export function RouterLinks({ children }: { children: ReactNode }) {
  return <AnchorProvider value={RouterLink}>{children}</AnchorProvider>
}

import { type ComponentType, createContext, type MouseEvent, type ReactNode, useContext } from 'react'

export type AnchorProps = {
  href: string
  children: ReactNode
  className?: string
  onClick?: (event: MouseEvent<HTMLAnchorElement>) => void
  title?: string
  target?: string
  rel?: string
  'aria-current'?: 'page'
  'aria-label'?: string
}

const plain = (props: AnchorProps) => <a {...props} />
const Context = createContext<ComponentType<AnchorProps>>(plain)

/** The app says once how to follow a link without loading the page anew (`layout/router-link.tsx`); ui knows no router. */
export const AnchorProvider = Context.Provider

/** A bare link. */
export function Anchor(props: AnchorProps) {
  const Follow = useContext(Context)
  return <Follow {...props} />
}

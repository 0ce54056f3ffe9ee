import { type ComponentProps, type ComponentType, createContext, useContext } from 'react'

export type AnchorProps = Omit<ComponentProps<'a'>, 'style'> & { href: string }

const plain = (props: AnchorProps) => <a {...props} />
const Context = createContext<ComponentType<AnchorProps>>(plain)

/** The app says once how to follow a link without loading the page anew (`layout/router-link.tsx`); ui knows no router. */
export const AnchorProvider = Context.Provider

/** A bare link. */
export function Anchor(props: AnchorProps) {
  const Follow = useContext(Context)
  return <Follow {...props} />
}

import type { DrawerProps } from './drawer-panel.tsx'
import { late } from './late.tsx'

const Panel = late<DrawerProps>(async () => (await import('./drawer-panel.tsx')).DrawerPanel)

/** From the left, over a scrim: the navigation where there is no room for it. */
export function Drawer(props: DrawerProps) {
  return <Panel {...props} />
}

import { type ReactElement, type ReactNode, useState } from 'react'
import { late } from './late.tsx'
import type { PopoverPanelProps } from './popover-panel.tsx'

type Opener = { 'aria-haspopup': 'dialog'; 'aria-expanded': boolean | undefined; onClick: (event: { currentTarget: HTMLElement }) => void }

const Panel = late<PopoverPanelProps>(async () => (await import('./popover-panel.tsx')).PopoverPanel)

/** A small panel beside its button, for reading: a note, an explanation. */
export function Popover({ label, renderButton, children }: { label: string; renderButton: (opener: Opener) => ReactElement; children: ReactNode }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [used, setUsed] = useState(false)
  return (
    <>
      {renderButton({
        'aria-haspopup': 'dialog',
        'aria-expanded': anchor ? true : undefined,
        onClick: (event) => {
          setUsed(true)
          setAnchor(event.currentTarget)
        },
      })}
      {used && <Panel label={label} anchor={anchor} onClose={() => setAnchor(null)}>{children}</Panel>}
    </>
  )
}

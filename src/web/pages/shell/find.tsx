import { Search } from 'lucide-react'
import { memo, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { IconButton } from '../../ui/icon-button.tsx'
import { late } from '../../ui/late.tsx'

const FindDialog = late<{ onClose: () => void }>(async () => (await import('./find-dialog.tsx')).FindDialog)

/** The button **Search everything** of the top bar, and Ctrl-K (⌘K on a Mac) from anywhere but a dialog. */
export function Find() {
  const { key } = useLocation()
  /** The page on which it was opened: on another it is closed, without an effect. */
  const [openedOn, setOpenedOn] = useState<string>()
  const open = openedOn === key
  const here = useRef(key)
  here.current = key
  const onOpen = useCallback(() => setOpenedOn(here.current), [])
  const close = () => setOpenedOn(undefined)

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    // A browser's own search bar would open, also where we stay closed.
    event.preventDefault()
    if (open) close()
    else if (document.querySelector('[role=dialog], [role=alertdialog]') === null) onOpen()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  return (
    <>
      <Opener open={open} onOpen={onOpen} />
      {open && <FindDialog onClose={close} />}
    </>
  )
}

// Not drawn by what a table writes into the address.
const Opener = memo(function Opener({ open, onOpen }: { open: boolean; onOpen: () => void }) {
  return <IconButton label="Search everything" icon={Search} size="medium" aria-haspopup="dialog" aria-expanded={open} onClick={onOpen} />
})

import { X } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import css from './file-drop.module.css'
import type { Glyph } from './icon.tsx'
import { IconButton } from './icon-button.tsx'

/** Text that is pasted, or a file that is dropped over it or chosen. Files are handed on and not looked at here. */
export function FileDrop({ icon, onFile, children, file, onRemove, sent = 'for the preview and the import' }: {
  icon: Glyph
  onFile: (file: File) => void
  /** The text area. */
  children: ReactNode
  /** In its place, once there is one: its name and size. */
  file?: { name: string; about: string }
  onRemove: () => void
  /** For what alone it leaves the tab. */
  sent?: string
}) {
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is a second way: the button beneath does the same
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        const [dropped] = event.dataTransfer.files
        if (!dropped) return
        event.preventDefault()
        onFile(dropped)
      }}
    >
      {file === undefined ? children : (
        <div className={css.file}>
          <span className={css.words}><span className={css.name}>{file.name}</span> <span className={css.about}>{file.about}</span></span>
          <IconButton label={`Remove ${file.name}`} icon={X} onClick={onRemove} />
        </div>
      )}
      <div className={css.foot}>
        <input
          ref={input}
          type="file"
          hidden
          aria-hidden
          tabIndex={-1}
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            // The same file again is a change, too.
            event.target.value = ''
            if (chosen) onFile(chosen)
          }}
        />
        <Button icon={icon} onClick={() => input.current?.click()}>Choose file</Button>
        <span className={css.about}>or drop one here. It is read in this tab, and sent only {sent}.</span>
      </div>
    </div>
  )
}

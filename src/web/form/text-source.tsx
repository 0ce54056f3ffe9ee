import { FileUp } from 'lucide-react'
import { type RefObject, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { type Draft, dropDraft, keepDraft, readDraft } from '../client/drafts.ts'
import { failureOf } from '../client/failure.ts'
import { readTextFile, type Source, type Wanted } from '../client/read-text-file.ts'
import { describedBy, Field } from '../ui/field.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { TextArea } from '../ui/input.tsx'
import { useUnsaved } from '../feedback/use-unsaved.ts'

export interface TextSource {
  /** What was pasted, or what the chosen file holds. */
  read(): string
  /** Writes over what is pasted. */
  write(text: string): void
  /** Says beside the text why it cannot be taken, and goes there; `undefined`: nothing is wrong. */
  blame(fault: string | undefined): void
  /** Forgets the file. */
  clear(): void
  /** It is stored, or need not be: nothing is lost with it. */
  saved(): void
  readonly file: Source | undefined
  readonly fault: string | undefined
  readonly area: RefObject<HTMLTextAreaElement | null>
  choose(file: File): Promise<void>
  changed(): void
}

/**
 * A text that somebody pastes, or a file chosen in its place. It may hold secrets, so it is never state of React's (S8).
 * `onChange`: it is no longer what it was. `draft`: of a text without secrets, what is pasted is there again after a reload.
 */
export function useTextSource(wanted: Wanted, onChange: () => void, draft?: string): TextSource {
  const area = useRef<HTMLTextAreaElement>(null)
  const [file, setFile] = useState<Source>()
  const [fault, setFault] = useState<string>()
  const [pasted, setPasted] = useState(false)
  const dirty = pasted || file !== undefined
  useUnsaved({ dirty, held: dirty })

  function changed() {
    setFault(undefined)
    setPasted((area.current?.value ?? '') !== '')
    if (draft !== undefined && area.current) keepDraft(draft, { text: area.current.value })
    onChange()
  }

  const restore = useEffectEvent(() => {
    const { text }: Draft = draft === undefined ? {} : readDraft(draft)
    if (text === undefined || !area.current) return
    area.current.value = text
    changed()
  })
  useEffect(() => {
    restore()
    // It goes with its form. A reload runs no such thing.
    return () => void (draft !== undefined && dropDraft(draft))
  }, [draft])

  return {
    area, file, fault, changed,
    read: () => file?.read() ?? area.current?.value ?? '',
    write(text) {
      if (area.current) area.current.value = text
      changed()
    },
    blame(why) {
      setFault(why)
      if (why !== undefined) area.current?.focus()
    },
    clear() {
      setFile(undefined)
      changed()
    },
    saved() {
      setFile(undefined)
      setPasted(false)
    },
    async choose(chosen) {
      changed()
      try {
        setFile(await readTextFile(chosen, wanted))
      } catch (thrown) {
        setFile(undefined)
        setFault(failureOf(thrown).detail)
      }
    },
  }
}

/** Where it is pasted, dropped or chosen. `sent`: for what alone it leaves the tab. */
export function TextSourceField({
  source: { area, file, fault, changed, choose, clear },
  label,
  help,
  rows,
  sent,
}: {
  source: TextSource
  label: string
  help: string
  rows: number
  sent?: string
}) {
  const id = useId()
  return (
    <FileDrop
      icon={FileUp}
      {...(sent === undefined ? {} : { sent })}
      file={file && { name: file.name ?? '', about: file.about ?? '' }}
      onFile={(chosen) => void choose(chosen)}
      onRemove={clear}
    >
      <Field id={id} label={label} help={help} error={fault}>
        <TextArea
          ref={area}
          id={id}
          mono
          rows={rows}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          onChange={changed}
          aria-invalid={fault !== undefined || undefined}
          aria-describedby={describedBy(id, { help: true, error: fault })}
        />
      </Field>
    </FileDrop>
  )
}

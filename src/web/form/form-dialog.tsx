import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { FailureNotice } from '../feedback/failure-notice.tsx'
import { revelations, severalRevelations } from '../feedback/pending.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { useServerErrors } from './server-errors.ts'
import { useUnsaved } from '../feedback/use-unsaved.ts'

export type FormDialogProps<Values extends FieldValues, Out> = {
  title: string
  form: UseFormReturn<Values, unknown, Out>
  onSubmit: (values: Out) => unknown
  onClose: () => void
  submitLabel?: string
  /** While the mutation runs. A promise from `onSubmit` is waited for as well. */
  busy?: boolean
  /** What the mutation failed with: goes to the fields it names, else to the top. */
  error?: unknown
  /** Fields of the API under another name in the form: `{ expiresAt: 'expiration' }`. */
  alias?: Record<string, string>
  width?: 480 | 520
  /** At the left of the buttons, inside `Push`. */
  extra?: ReactNode
  children: ReactNode
}

/** A form in a dialog: first field focused, server's complaints on their fields, and no typed text lost by a slip. */
export function FormDialog<Values extends FieldValues, Out = Values>({
  title,
  form,
  onSubmit,
  onClose,
  submitLabel = 'Save',
  busy,
  error,
  alias,
  width = 480,
  extra,
  children,
}: FormDialogProps<Values, Out>) {
  const atTop = useServerErrors(error, form, alias)
  const [warned, setWarned] = useState(false)
  const { isSubmitting, isDirty } = form.formState
  const working = busy || isSubmitting
  const letGo = useUnsaved({ dirty: isDirty && !working, held: true })
  const close = () => {
    letGo()
    onClose()
  }
  // A value that is shown once is never covered, wherever the back button leads meanwhile.
  const covered = revelations.use().length + severalRevelations.use().length > 0

  return (
    <Dialog
      open={!covered}
      title={title}
      width={width}
      onClose={() => {
        if (working) return
        if (isDirty && !warned) setWarned(true)
        else close()
      }}
      onSubmit={(event) => {
        // A form in a portal bubbles to the React parent's form.
        event.stopPropagation()
        setWarned(false)
        if (working) event.preventDefault()
        else void form.handleSubmit(onSubmit)(event)
      }}
      actions={
        <>
          {extra}
          <Button onClick={close} disabledReason={working ? 'It is being saved; wait for the answer.' : undefined}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={working}>
            {submitLabel}
          </Button>
        </>
      }
    >
      {atTop && <FailureNotice error={error} />}
      {warned && (
        <Notice tone="warn" announce>
          Nothing is saved yet. Press Escape again, or Cancel, to discard what you entered.
        </Notice>
      )}
      <FocusFirst>{children}</FocusFirst>
    </Dialog>
  )
}

/** Focus goes to the first field, once. Inside the dialog, because its content is mounted after the dialog's parent. */
function FocusFirst({ children }: { children: ReactNode }) {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    mark.current?.closest('form')?.querySelector<HTMLElement>('input:not([type=hidden], [aria-hidden=true]), textarea, [role=combobox]')?.focus()
  }, [])
  return <><span ref={mark} hidden />{children}</>
}

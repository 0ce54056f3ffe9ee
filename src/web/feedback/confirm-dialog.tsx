import { useId, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Names } from '../ui/names.tsx'
import { Notice } from '../ui/notice.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { confirmations, type OpenConfirmation, Partly } from './pending.ts'

export function ConfirmHost() {
  const [open] = confirmations.use()
  return open ? <ConfirmDialog key={open.id} {...open} /> : null
}

function ConfirmDialog({
  title = 'Confirm Deletion',
  body,
  names = [],
  action = 'Confirm',
  tone = 'danger',
  typeCount,
  countOf = 'keys',
  run,
  settle,
}: OpenConfirmation) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<unknown>(undefined)
  const [typed, setTyped] = useState('')
  const [partly, setPartly] = useState<Partly>()
  const id = useId()
  const countMissing = typeCount !== undefined && typed.trim() !== String(typeCount)

  async function go() {
    setBusy(true)
    setFailed(undefined)
    try {
      const result = await run?.()
      if (result instanceof Partly) setPartly(result)
      else settle(true)
    } catch (thrown) {
      setFailed(thrown)
      setBusy(false)
    }
  }

  const cancel = () => {
    if (!busy) settle(false)
  }

  if (partly !== undefined) {
    const close = () => settle(true)
    return (
      <Dialog
        open
        title={partly.title}
        width={480}
        onClose={close}
        actions={
          <Button variant="primary" autoFocus onClick={close}>
            Close
          </Button>
        }
      >
        <Notice tone="warn" announce>
          {partly.body}
        </Notice>
        <Names names={partly.names} most={partly.names.length} />
      </Dialog>
    )
  }

  return (
    <Dialog
      open
      title={title}
      width={400}
      onClose={cancel}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && !countMissing) void go()
      }}
      actions={
        <>
          <Button autoFocus onClick={cancel} disabledReason={busy ? 'It is being done; wait for the answer.' : undefined}>
            Cancel
          </Button>
          <Button type="submit" variant={tone} busy={busy} disabledReason={countMissing ? `Type ${typeCount} above first.` : undefined}>
            {action}
          </Button>
        </>
      }
    >
      {failed !== undefined && <FailureNotice error={failed} />}
      {typeof body === 'string' ? <p>{body}</p> : body}
      {names.length > 0 && <Names names={names.map((name) => (typeof name === 'string' ? { name } : name))} />}
      {typeCount !== undefined && (
        <Field id={id} label={`Type the number of ${countOf} to confirm`}>
          <Input id={id} inputMode="numeric" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </Field>
      )}
    </Dialog>
  )
}

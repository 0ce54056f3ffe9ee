import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { csvLine } from '#contract/csv.ts'
import { saveFile } from '../client/save-file.ts'
import { useStay } from '../client/use-stay.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Names } from '../ui/names.tsx'
import { Notice } from '../ui/notice.tsx'
import { Progress } from '../ui/progress.tsx'
import { Push } from '../ui/push.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { confirmations, type OpenConfirmation, Partly, type Question, underWay, type Work } from './pending.ts'

export function ConfirmHost() {
  // One may be asked over another: whether to leave what is typed into it.
  return confirmations.use().map((open) => <ConfirmDialog key={open.id} {...open} />)
}

interface Running {
  label: string
  done: number
  of: number
  stopping: boolean
}

/** The way there, one step at a time: found out, asked, done, reported. */
function ConfirmDialog(asked: OpenConfirmation) {
  const { title = 'Confirm Deletion', action = 'Confirm', tone = 'danger', countOf = 'keys', check, doing, run, settle } = asked
  const [question, setQuestion] = useState<Question | undefined>('prepare' in asked ? undefined : asked)
  const [busy, setBusy] = useState(false)
  const [running, setRunning] = useState<Running>()
  const [failed, setFailed] = useState<unknown>(undefined)
  const [typed, setTyped] = useState('')
  const [partly, setPartly] = useState(asked.partly)
  const stop = useRef<AbortController>(undefined)
  const id = useId()
  const typeCount = question?.typeCount
  const countMissing = typeCount !== undefined && typed.trim() !== String(typeCount)

  /** Work whose progress is drawn under this label. */
  const watched = useCallback(async <T,>(label: string, work: (work: Work) => Promise<T>): Promise<T> => {
    const abort = new AbortController()
    stop.current = abort
    setRunning({ label, done: 0, of: 0, stopping: false })
    try {
      return await work({ signal: abort.signal, said: (done, of) => setRunning((before) => before && { ...before, done, of }) })
    } finally {
      setRunning(undefined)
    }
  }, [])

  const prepare = 'prepare' in asked ? asked.prepare : undefined
  useEffect(() => {
    if (!prepare) return undefined
    let here = true
    watched('Reading what is selected', prepare).then(
      (found) => here && setQuestion(found),
      (thrown) => here && (stop.current?.signal.aborted ? settle(false) : setFailed(thrown)),
    )
    return () => {
      here = false
      stop.current?.abort()
    }
  }, [prepare, settle, watched])

  // What is done, and what is told of it, outlasts the page it was asked on (`dropQuestions`).
  const stays = busy || partly !== undefined
  const { id: number } = asked
  useEffect(() => {
    if (!stays) return undefined
    underWay.add(number)
    return () => void underWay.delete(number)
  }, [stays, number])

  // What runs goes with the tab; the browser asks first.
  useStay(busy && doing !== undefined)

  async function go() {
    if (check && !(await check())) return
    setBusy(true)
    setFailed(undefined)
    try {
      const result = await (doing === undefined
        ? run?.({ signal: new AbortController().signal, said: () => undefined })
        : watched(doing, async (work) => run?.(work)))
      if (result instanceof Partly) setPartly(result)
      else settle(true)
    } catch (thrown) {
      setFailed(thrown)
      setBusy(false)
    }
  }

  function cancel() {
    if (running !== undefined) {
      setRunning({ ...running, stopping: true })
      stop.current?.abort()
    } else if (!busy) settle(false)
  }

  if (partly !== undefined) return <Report partly={partly} onClose={() => settle(true)} />

  const waits = running?.stopping ? 'It stops after what is under way.' : busy && running === undefined ? 'It is being done; wait for the answer.' : undefined
  return (
    <Dialog
      open
      title={title}
      width={400}
      onClose={() => {
        // What runs is stopped on purpose, not by a press beside it.
        if (running === undefined) cancel()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (question !== undefined && !busy && !countMissing) void go()
      }}
      actions={
        <>
          <Button autoFocus onClick={cancel} disabledReason={waits}>
            Cancel
          </Button>
          {question !== undefined && (
            <Button type="submit" variant={tone} busy={busy} disabledReason={countMissing ? `Type ${typeCount} above first.` : undefined}>
              {action}
            </Button>
          )}
        </>
      }
    >
      {failed !== undefined && <FailureNotice error={failed} />}
      {typeof question?.body === 'string' ? <p>{question.body}</p> : question?.body}
      {question?.names !== undefined && question.names.length > 0 && (
        <Names names={question.names.map((name) => (typeof name === 'string' ? { name } : name))} />
      )}
      {typeCount !== undefined && running === undefined && (
        <Field id={id} label={`Type the number of ${countOf} to confirm`}>
          <Input id={id} inputMode="numeric" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </Field>
      )}
      {running !== undefined && <Progress label={wordsOf(running)} done={running.done} of={running.of} />}
    </Dialog>
  )
}

const wordsOf = ({ label, done, of, stopping }: Running) =>
  stopping ? 'Stopping' : of === 0 ? label : `${label}: ${done.toLocaleString('en')} of ${of.toLocaleString('en')}`

/** What was not done, and why each. */
function Report({ partly, onClose }: { partly: Partly; onClose: () => void }) {
  return (
    <Dialog
      open
      title={partly.title}
      width={480}
      onClose={onClose}
      actions={
        <>
          {partly.names.length > 6 && (
            <Push>
              <Button onClick={() => download(partly)}>Download report</Button>
            </Push>
          )}
          <Button variant="primary" autoFocus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <Notice tone="warn" announce>
        {partly.body}
      </Notice>
      <Names names={partly.names} most={partly.names.length > 20 ? 6 : partly.names.length} />
    </Dialog>
  )
}

/** The same for a spreadsheet, where there may be thousands. */
function download({ names }: Partly) {
  saveFile('report.csv', new Blob([csvLine(['Name', 'Why']), ...names.map(({ name, detail }) => csvLine([name, detail]))], { type: 'text/csv' }))
}

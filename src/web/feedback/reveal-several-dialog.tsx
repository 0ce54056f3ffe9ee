import { Download } from 'lucide-react'
import { useCallback, useState } from 'react'
import { saveFile } from '../client/save-file.ts'
import { useStay } from '../client/use-stay.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Names } from '../ui/names.tsx'
import { Notice } from '../ui/notice.tsx'
import { OneTimeValue } from '../ui/one-time-value.tsx'
import { Push } from '../ui/push.tsx'
import { type OpenSeveral, severalRevelations } from './pending.ts'
import { toast } from './toast.ts'

export function SeveralHost() {
  const [open] = severalRevelations.use()
  return open ? <SeveralDialog key={open.id} {...open} /> : null
}

function SeveralDialog({ title, names, facts, fileOnly: inFile = false, csv, button, read, done }: OpenSeveral) {
  const [copied, setCopied] = useState<ReadonlySet<number>>(() => new Set())
  const [saved, setSaved] = useState(false)
  const [asked, setAsked] = useState(false)
  const one = names.length === 1
  const left = saved ? 0 : names.length - copied.size

  useStay(true)

  function finish() {
    if (left === 0 || asked) done()
    else setAsked(true)
  }

  function download() {
    saveFile(csv.file, new Blob([csv.content(names.map((name, at) => ({ name, value: read(at) })))], { type: 'text/csv' }))
    setSaved(true)
  }

  return (
    <Dialog
      open
      title={title}
      width={560}
      actions={
        <>
          <Push>
            <Button icon={Download} variant={inFile && !saved ? 'primary' : 'secondary'} onClick={download}>
              Download CSV
            </Button>
          </Push>
          <Button variant={left === 0 ? 'primary' : 'secondary'} onClick={finish}>
            {button}
          </Button>
        </>
      }
    >
      {asked && left > 0 ? (
        <Notice tone="warn" announce>
          {inFile
            ? 'The file was not downloaded.'
            : one
              ? 'The value was not copied.'
              : left === names.length
                ? 'No value was copied.'
                : `${left} of ${names.length} values were not copied.`}{' '}
          Press the button again to close without {left === 1 || inFile ? 'it' : 'them'}.
        </Notice>
      ) : (
        <Notice tone="warn">
          {inFile
            ? `Download the ${names.length.toLocaleString('en')} values now. They are in this file only, and cannot be shown again.`
            : one
              ? 'Copy the value now: click it, or press Copy. It is shown once and cannot be shown again.'
              : 'Copy the values now: click each, or download all. They are shown once and cannot be shown again.'}
        </Notice>
      )}
      {inFile ? (
        <Names names={names.map((name) => ({ name }))} />
      ) : (
        names.map((name, at) => (
          <Value
            // Two may have one name, and none comes or goes.
            key={at}
            name={name}
            at={at}
            read={read}
            several={!one}
            copied={copied.has(at)}
            onCopied={() => {
              setCopied((before) => new Set(before).add(at))
              toast({ text: 'Copied' })
            }}
          />
        ))
      )}
      {facts !== undefined && <Facts facts={facts} />}
    </Dialog>
  )
}

function Value({
  name,
  at,
  read,
  several,
  copied,
  onCopied,
}: {
  name: string
  at: number
  read: (at: number) => string
  several: boolean
  copied: boolean
  onCopied: () => void
}) {
  const own = useCallback(() => read(at), [read, at])
  return <OneTimeValue label={name} read={own} copied={copied} autoFocus={at === 0} pressCopies oneOfSeveral={several} onCopied={onCopied} />
}

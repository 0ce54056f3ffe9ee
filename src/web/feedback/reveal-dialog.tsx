import { ChevronDown, Download as DownloadIcon } from 'lucide-react'
import { useState } from 'react'
import { saveFile } from '../client/save-file.ts'
import { useStay } from '../client/use-stay.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { Notice } from '../ui/notice.tsx'
import { OneTimeValue } from '../ui/one-time-value.tsx'
import { Push } from '../ui/push.tsx'
import { type Download, type OpenRevelation, revelations } from './pending.ts'
import { toast } from './toast.ts'

export function RevealHost() {
  const [open] = revelations.use()
  return open ? <RevealDialog key={open.id} {...open} /> : null
}

const save = ({ file, type, content }: Download, value: string) => saveFile(file, new Blob([content(value)], { type }))

function RevealDialog({
  title,
  label,
  noun = 'value',
  help = 'Keep it in a secret store, not in a file that is checked in.',
  facts,
  use,
  downloads = [],
  read,
  done,
}: OpenRevelation) {
  const [copied, setCopied] = useState(false)
  const [saved, setSaved] = useState(false)
  const [asked, setAsked] = useState(false)
  const taken = copied || saved

  useStay(true)

  function finish() {
    if (taken || asked) done()
    else setAsked(true)
  }

  const items = downloads.map((download) => ({
    label: download.label,
    run: () => {
      save(download, read())
      setSaved(true)
    },
  }))

  return (
    <Dialog
      open
      title={title}
      width={560}
      actions={
        <>
          {items.length > 0 && (
            <Push>
              <MenuButton
                items={items}
                align="left"
                renderButton={(opener) => (
                  <Button icon={DownloadIcon} iconEnd={ChevronDown} {...opener}>
                    Download
                  </Button>
                )}
              />
            </Push>
          )}
          <Button variant={taken ? 'primary' : 'secondary'} onClick={finish}>
            Done
          </Button>
        </>
      }
    >
      {asked && !taken ? (
        <Notice tone="warn" announce>
          The {noun} was not copied. Press Done again to close without it.
        </Notice>
      ) : (
        <Notice tone="warn">Copy the {noun} now. It is shown once and cannot be shown again.</Notice>
      )}
      <OneTimeValue
        label={label}
        read={read}
        help={help}
        copied={copied}
        autoFocus
        onCopied={() => {
          setCopied(true)
          toast({ text: 'Copied' })
        }}
      />
      {facts !== undefined && <Facts facts={facts} />}
      {use}
    </Dialog>
  )
}

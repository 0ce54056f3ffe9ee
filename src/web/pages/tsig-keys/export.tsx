import { useSuspenseQuery } from '@tanstack/react-query'
import { Copy, Download, Eye, EyeOff } from 'lucide-react'
import { useRef } from 'react'
import { type LoaderFunctionArgs, useLocation, useNavigate, useParams } from 'react-router'
import { type TsigExportFormat, tsigExportFormatNames, tsigExportFormats } from '#contract/tsig-keys.ts'
import { load } from '../../client/query-client.ts'
import { saveFile } from '../../client/save-file.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { copySecret } from '../../feedback/sight.ts'
import { useBack } from '../../form/use-back.ts'
import { pageOf, paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Small } from '../../ui/page.tsx'
import { Push } from '../../ui/push.tsx'
import { SecretText } from '../../ui/secret-text.tsx'
import { TabList } from '../../ui/tab-list.tsx'
import { sightSeconds } from '../../feedback/held.ts'
import { maskedExport, oneTsigKey } from './queries.ts'
import { useRevealed } from './use-revealed.ts'

const tabs = tsigExportFormatNames.map((value) => ({ value, label: tsigExportFormats[value].label }))
/** An address may ask for anything. */
const formatOf = (text: string | undefined): TsigExportFormat => tsigExportFormatNames.find((name) => name === text) ?? 'bind'

export async function loader({ params }: LoaderFunctionArgs) {
  const tsigId = params['tsigId'] ?? ''
  const [key] = await Promise.all([load(oneTsigKey(tsigId)), load(maskedExport(tsigId, formatOf(params['format'])))])
  return key
}

/** **Export**: the key as each server and client wants it. Masked until it is revealed, and again half a minute later. */
export function Component() {
  const { tsigId = '', format } = useParams()
  return <Export key={tsigId} tsigId={tsigId} format={formatOf(format)} />
}

function Export({ tsigId, format }: { tsigId: string; format: TsigExportFormat }) {
  const { pathname, search } = useLocation()
  const at = pageOf(pathname) === paths.tsigKey(tsigId) ? paths.tsigKeyExportHere : paths.tsigKeyExport
  const navigate = useNavigate()
  const back = useBack()
  const { name } = useSuspenseQuery(oneTsigKey(tsigId)).data
  const masked = useSuspenseQuery(maskedExport(tsigId, format)).data
  const { held, busy, failed, reveal } = useRevealed(tsigId, format)
  const text = useRef<{ select: () => void }>(null)
  const { label, file } = tsigExportFormats[format]
  const why = held === undefined ? 'Reveal it first: with a masked secret it is of no use.' : undefined

  async function copy() {
    if (held !== undefined && !(await copySecret(held.read()))) text.current?.select()
  }

  return (
    <Dialog
      open
      title="Export TSIG Key"
      width={560}
      onClose={() => void back()}
      actions={
        <>
          <Push>
            <Button icon={Copy} disabledReason={why} onClick={() => void copy()}>
              Copy
            </Button>
            <Button icon={Download} disabledReason={why} onClick={() => held && saveFile(file, new Blob([held.read()], { type: 'text/plain' }))}>
              Download
            </Button>
          </Push>
          <Button onClick={() => void back()}>Close</Button>
          {held === undefined ? (
            <Button variant="primary" icon={Eye} busy={busy} onClick={() => void reveal()}>
              Reveal
            </Button>
          ) : (
            <Button icon={EyeOff} onClick={held.drop}>
              Hide
            </Button>
          )}
        </>
      }
    >
      <p>
        Of <Mono wrap>{name}</Mono>. Configuration files first: they keep the secret out of a shell's history.
      </p>
      {failed !== undefined && <FailureNotice error={failed} />}
      <TabList
        label="Format"
        tabs={tabs}
        value={format}
        autoFocus
        onChange={(to) => void navigate({ pathname: at(tsigId, to), search }, { replace: true, preventScrollReset: true })}
      >
        <SecretText ref={text} label={`${label}, ${file}`} masked={masked} read={held?.read} />
        <Small>
          {held === undefined
            ? 'The secret is masked. Revealing it is written down in the audit log.'
            : `The secret is masked again after ${sightSeconds} seconds.`}
        </Small>
      </TabList>
    </Dialog>
  )
}

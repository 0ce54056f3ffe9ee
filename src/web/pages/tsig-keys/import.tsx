import { FileUp } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { type TsigImportPreview, importTsigKeys, type TsigKey } from '#contract/tsig-keys.ts'
import { acknowledgeReply } from '#contract/replies.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import type { Source } from '../../client/read-text-file.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { LostNotice } from '../../form/lost-notice.tsx'
import { ConfigurationsPage } from '../../layout/configurations-page.tsx'
import { paths } from '../../paths.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { TextArea } from '../../ui/input.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Imported } from './import-result.tsx'
import { Preview } from './import-preview.tsx'
import { readFile, textFault } from './import-text.ts'
import { staleTsigKeys } from './queries.ts'

/** Ten thousand keys take the server a while. */
const patience = 120_000

type Step = { at: 'text' } | { at: 'preview'; preview: TsigImportPreview } | { at: 'done'; made: TsigKey[] }

const manyKeys = (count: number) => (count === 1 ? '1 TSIG key' : `${count.toLocaleString('en')} TSIG keys`)

/** **Import**: text in, a dry run to look at, and only then anything is stored. */
export function Component() {
  const { search } = useLocation()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [file, setFile] = useState<Source>()
  const [step, setStep] = useState<Step>({ at: 'text' })
  const [fault, setFault] = useState<string>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState<'preview' | 'import'>()
  const attempt = useAttempt((text: string) => ({ text }), ({ body, idempotencyKey }) => call(importTsigKeys, { body, idempotencyKey, patience }), staleTsigKeys)

  const text = () => file?.read() ?? area.current?.value ?? ''
  function changed() {
    setStep({ at: 'text' })
    setFault(undefined)
    setError(undefined)
  }

  async function choose(chosen: File) {
    changed()
    try {
      setFile(await readFile(chosen))
    } catch (thrown) {
      setFile(undefined)
      setFault(failureOf(thrown).detail)
    }
  }

  async function look() {
    const why = textFault(text())
    setFault(why)
    setError(undefined)
    if (why !== undefined) return area.current?.focus()
    setBusy('preview')
    try {
      // The same request as the import, dry: its reply has a shape of its own, which `call` gives the type of the real one.
      const reply: unknown = await call({ ...importTsigKeys, reply: importTsigKeys.dryRunReply }, { body: { text: text(), dryRun: true }, patience })
      setStep({ at: 'preview', preview: reply as TsigImportPreview })
    } catch (thrown) {
      setStep({ at: 'text' })
      setError(thrown)
    } finally {
      setBusy(undefined)
    }
    return undefined
  }

  async function bring() {
    setBusy('import')
    setError(undefined)
    try {
      const { reply: { made }, idempotencyKey } = await attempt(text())
      void makeStale(...staleTsigKeys)
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      setFile(undefined)
      setStep({ at: 'done', made })
      toast({ text: `${manyKeys(made.length)} imported` })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(undefined)
    }
  }

  const home = <ButtonLink href={paths.tsigKeys + search}>Back to TSIG keys</ButtonLink>
  if (step.at === 'done') return <ConfigurationsPage title="Import TSIG keys" actions={home}><Imported made={step.made} onAgain={changed} /></ConfigurationsPage>

  const lost = error !== undefined && failureOf(error).lost && step.at === 'preview'
  const fresh = step.at === 'preview' ? step.preview.counts.new : 0
  return (
    <ConfigurationsPage title="Import TSIG keys" actions={home}>
      <Stack gap={16}>
        {lost ? <LostNotice what="the keys may have been imported" button="Import" /> : error !== undefined && <FailureNotice error={error} />}
        <FileDrop icon={FileUp} file={file && { name: file.name ?? '', about: file.about ?? '' }} onFile={(chosen) => void choose(chosen)} onRemove={() => {
          setFile(undefined)
          changed()
        }}>
          <Field id={id} label="Configuration text" help="From named.conf, tsig-keygen, Knot, NSD, PowerDNS, or lines of algorithm:name:secret." error={fault}>
            <TextArea ref={area} id={id} mono rows={8} spellCheck={false} autoComplete="off" autoCapitalize="none" onChange={changed} aria-invalid={fault !== undefined || undefined} aria-describedby={describedBy(id, { help: true, error: fault })} />
          </Field>
        </FileDrop>
        <Stack row gap={8}>
          <Button variant={step.at === 'text' ? 'primary' : 'secondary'} busy={busy === 'preview'} onClick={() => void look()}>Preview</Button>
          {step.at === 'preview' && (
            <Button variant="primary" busy={busy === 'import'} disabledReason={fresh === 0 ? 'There is nothing new in this text.' : undefined} onClick={() => void bring()}>Import</Button>
          )}
        </Stack>
        {step.at === 'preview' && <Preview preview={step.preview} />}
      </Stack>
    </ConfigurationsPage>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { acknowledgeReply } from '#contract/calls.ts'
import { importTsigKeys, stopTsigImport } from '#contract/calls-of-dns.ts'
import { several } from '#contract/several.ts'
import type { TsigImportPreview } from '#contract/tsig-import.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { LostNotice } from '../../form/lost-notice.tsx'
import { TextSourceField, useTextSource } from '../../form/text-source.tsx'
import { ConfigurationsPage } from '../../layout/configurations-page.tsx'
import { paths } from '../../paths.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Stack } from '../../ui/stack.tsx'
import type { EntryRow } from './import-columns.tsx'
import { Preview } from './import-preview.tsx'
import type { Renamed } from './import-rename.tsx'
import { Imported, type Offered, OfferedUses, offeredIn } from './import-result.tsx'
import { textFault, wanted } from './import-text.ts'
import { importProgress, staleTsigKeys } from './queries.ts'

/** Eight megabytes take a while on the way. */
const lookPatience = 120_000
/** Ten thousand fingerprints are slow on purpose, and slower where others work too; one sees how far they are, and may stop them. */
const importPatience = 600_000

type Step = { at: 'text' } | { at: 'preview'; preview: TsigImportPreview; renamed: readonly Renamed[] } | { at: 'done'; made: TsigKey[]; offered: Offered[] }

const none: readonly Renamed[] = []
const asSent = (text: string, renamed: readonly Renamed[]) => ({ text, rename: renamed.map(({ entry, name }) => ({ entry, name })) })

const manyKeys = (count: number) => several(count, 'TSIG key')

/** **Import**: text in, a dry run to look at, and only then anything is stored. */
export function Component() {
  const { search } = useLocation()
  const [step, setStep] = useState<Step>({ at: 'text' })
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState<'preview' | 'import'>()
  const leave = useRef({ asked: false, abort: new AbortController() })
  const source = useTextSource(wanted, () => {
    setStep({ at: 'text' })
    setError(undefined)
  })
  const attempt = useAttempt(
    (body: ReturnType<typeof asSent>) => body,
    ({ body, idempotencyKey }) => call(importTsigKeys, { body, idempotencyKey, patience: importPatience, signal: leave.current.abort.signal }),
    staleTsigKeys,
  )

  /** The same request as the import, dry: its reply has a shape of its own, which `call` gives the type of the real one. */
  async function dryRun(renamed: readonly Renamed[], signal?: AbortSignal) {
    const reply: unknown = await call(importTsigKeys, { body: { ...asSent(source.read(), renamed), dryRun: true }, patience: lookPatience, signal })
    return reply as TsigImportPreview
  }

  const renamed = step.at === 'preview' ? step.renamed : none

  async function look() {
    const why = textFault(source.read())
    source.blame(why)
    setError(undefined)
    if (why !== undefined) return undefined
    const leaving = { asked: false, abort: new AbortController() }
    leave.current = leaving
    setBusy('preview')
    try {
      const preview = await dryRun(renamed, leaving.abort.signal)
      setStep({ at: 'preview', preview, renamed })
      return preview
    } catch (thrown) {
      setStep({ at: 'text' })
      if (!leaving.asked) setError(thrown)
      return undefined
    } finally {
      setBusy(undefined)
    }
  }

  /** Another name for a key of the text, or its own again, where the whole text allows it. */
  async function nameIt({ at, name: old, was = old }: EntryRow, name: string): Promise<string | undefined> {
    const rest = renamed.filter(({ entry }) => entry !== at)
    const next = name === was ? rest : [{ entry: at, name, was }, ...rest]
    const preview = await dryRun(next)
    const found = preview.entries[at]
    if (name !== was && found && found.state !== 'new' && found.state !== 'exists') return found.problem ?? 'The key cannot be kept under this name.'
    setStep({ at: 'preview', preview, renamed: next })
    return undefined
  }

  async function undo(entry: EntryRow) {
    setError(undefined)
    await nameIt(entry, entry.was ?? entry.name).catch(setError)
  }

  async function bring() {
    const leaving = { asked: false, abort: new AbortController() }
    leave.current = leaving
    setBusy('import')
    setError(undefined)
    try {
      const { reply: { made, preview }, idempotencyKey } = await attempt(asSent(source.read(), renamed))
      void makeStale(...staleTsigKeys)
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      source.saved()
      setStep({ at: 'done', made, offered: offeredIn(preview) })
      toast({ text: `${manyKeys(made.length)} imported` })
    } catch (thrown) {
      if (!leaving.asked) return setError(thrown)
      // It may have been too late: a second look says what is here now.
      const preview = await look()
      if (preview)
        toast(
          preview.counts.new === 0
            ? { text: 'The import was done before it could be cancelled', tone: 'bad' }
            : { text: 'Import cancelled: nothing was stored', tone: 'info' },
        )
      void makeStale(...staleTsigKeys)
    } finally {
      setBusy(undefined)
    }
    return undefined
  }

  /** Somewhere on the way nobody may tell the server that its caller has gone: it is asked to stop, and then left. */
  async function cancel() {
    const { current } = leave
    current.asked = true
    if (busy === 'import') await call(stopTsigImport).catch(() => undefined)
    current.abort.abort()
  }

  const home = <ButtonLink href={paths.tsigKeys + search}>Back to TSIG keys</ButtonLink>
  if (step.at === 'done')
    return (
      <ConfigurationsPage title="Import TSIG keys" actions={home}>
        <Imported made={step.made} offered={step.offered} onAgain={() => setStep({ at: 'text' })} />
      </ConfigurationsPage>
    )

  const lost = error !== undefined && failureOf(error).lost && step.at === 'preview'
  const fresh = step.at === 'preview' ? step.preview.counts.new : 0
  return (
    <ConfigurationsPage title="Import TSIG keys" actions={home}>
      <Stack gap={16}>
        {lost ? <LostNotice what="the keys may have been imported" button="Import" /> : error !== undefined && <FailureNotice error={error} />}
        <TextSourceField
          source={source}
          label="Configuration text"
          rows={8}
          help="From named.conf, tsig-keygen, Knot, NSD, PowerDNS, or lines of algorithm:name:secret."
        />
        <Stack row gap={8}>
          <Button variant={step.at === 'text' ? 'primary' : 'secondary'} busy={busy === 'preview'} onClick={() => void look()}>
            Preview
          </Button>
          {step.at === 'preview' && fresh === 0 && <OfferedUses offered={offeredIn(step.preview)} />}
          {step.at === 'preview' && (
            <Button
              variant="primary"
              busy={busy === 'import'}
              disabledReason={fresh === 0 ? 'There is nothing new in this text.' : undefined}
              onClick={() => void bring()}
            >
              Import
            </Button>
          )}
        </Stack>
        {busy === 'preview' && <Progress label="Reading the text" onCancel={() => void cancel()} />}
        {busy === 'import' && <Importing onCancel={() => void cancel()} />}
        {step.at === 'preview' && <Preview preview={step.preview} renamed={step.renamed} onName={nameIt} onUndo={(entry) => void undo(entry)} />}
      </Stack>
    </ConfigurationsPage>
  )
}

/** How far the server is. It knows of the fingerprints, which take nearly all of the time. */
function Importing({ onCancel }: { onCancel: () => void }) {
  const { data: { done, of } = { done: 0, of: 0 } } = useQuery(importProgress)
  const label = of === 0 ? 'Importing' : done < of ? `Importing: ${done.toLocaleString('en')} of ${manyKeys(of)}` : `Storing ${manyKeys(of)}`
  return <Progress label={label} done={done} of={of} onCancel={onCancel} />
}

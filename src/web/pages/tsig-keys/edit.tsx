import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { updateTsigKey } from '#contract/calls-of-dns.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { call } from '../../client/call.ts'
import { Failure, failureOf } from '../../client/failure.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { useBack } from '../../form/use-back.ts'
import { Fields } from './fields.tsx'
import { anotherSecret, bodyOf, type TsigForm, tsigRules } from './form.ts'
import { staleTsigKeys, tsigKeyForEditing } from './queries.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(tsigKeyForEditing(params['tsigId'] ?? ''))

/** **Edit TSIG Key** (T6). */
export function Component() {
  const { reply: key, etag } = useLoaderData<typeof loader>()
  return <Edit key={`${key.id} ${etag}`} tsigKey={key} etag={etag} />
}

const formOf = ({ name, algorithm, note, tags, usedBy }: TsigKey): TsigForm => ({
  name,
  algorithm,
  secret: '',
  isBase64: false,
  note: note ?? '',
  tags: tags.join(', '),
  usedBy: usedBy.join('\n'),
})

function Edit({ tsigKey: key, etag }: { tsigKey: TsigKey; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const [cleared, setCleared] = useState(false)
  const form = useForm({ resolver: tsigRules(key.algorithm), defaultValues: formOf(key) })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save(values: TsigForm) {
    setError(undefined)
    try {
      // Not a mutation: those are kept for a moment with what was sent, and that may be a secret (S8).
      const reply = await call(updateTsigKey, { params: { tsigId: key.id }, body: bodyOf(values), ifMatch: etag })
      void makeStale(...staleTsigKeys)
      await back()
      toast({
        text: 'TSIG key {name} updated',
        name: reply.name,
        detail: reply.fingerprint === key.fingerprint ? undefined : `Fingerprint ${reply.fingerprint}`,
      })
    } catch (thrown) {
      setError(atItsField(thrown))
    }
  }

  return (
    <FormDialog title="Edit TSIG Key" width={520} form={form} onSubmit={save} onClose={() => void back()} error={changed ? undefined : error}>
      {changed && <ChangedNotice name={key.name} by="by you in another window or by another administrator" />}
      <Fields form={form} had={key} cleared={cleared} onCleared={setCleared} />
    </FormDialog>
  )
}

/** The server demands a secret of the whole request; people are asked for it where it is typed. */
function atItsField(thrown: unknown): unknown {
  const failure = failureOf(thrown)
  if (failure.code !== 'secret-required' || failure.errors.length > 0) return thrown
  const errors = [{ field: 'secret', pointer: '/secret', code: failure.code, message: anotherSecret }]
  return new Failure({ code: failure.code, status: failure.status, detail: failure.detail, requestId: failure.requestId, errors })
}

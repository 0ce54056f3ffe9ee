import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { createNameserver } from '#contract/calls-of-dns.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { useBack } from '../../form/use-back.ts'
import { useDraft } from '../../form/use-draft.ts'
import { paths } from '../../paths.ts'
import { NameserverFields } from './fields.tsx'
import { alias, bodyOf, emptyForm, type NameserverForm, nameserverRules } from './form.ts'
import { staleNameservers } from './queries.ts'

/** **Add Nameserver** (N1). */
export function Component() {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: nameserverRules, defaultValues: emptyForm })
  useDraft(form, 'nameserver', ['name', 'kind', 'addresses', 'port', 'note'])
  const attempt = useAttempt(bodyOf, ({ body, idempotencyKey }) => call(createNameserver, { body, idempotencyKey }), staleNameservers)
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: NameserverForm) {
    setError(undefined)
    try {
      const { reply } = await attempt(values)
      void makeStale(...staleNameservers)
      await back()
      toast({ text: 'Nameserver {name} added', name: reply.name, detail: 'Say next which keys it uses.', href: paths.nameserver(reply.id) })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog title="Add Nameserver" form={form} onSubmit={save} onClose={() => void back()} error={lost ? undefined : error} alias={alias}>
      {lost && <LostNotice what="the nameserver may have been added" />}
      <NameserverFields form={form} />
    </FormDialog>
  )
}

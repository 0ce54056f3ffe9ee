import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useNavigate } from 'react-router'
import { checkConnector, createConnector } from '#contract/calls-of-certcentral.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { toast } from '../../feedback/toast.ts'
import { useAttempt } from '../../form/attempt.ts'
import { FormDialog } from '../../form/form-dialog.tsx'
import { LostNotice } from '../../form/lost-notice.tsx'
import { useBack } from '../../form/use-back.ts'
import { useDraft } from '../../form/use-draft.ts'
import { paths } from '../../paths.ts'
import { ConnectorFields } from './fields.tsx'
import { alias, bodyOf, chosenBase, connectorRules, emptyForm, type ConnectorForm } from './form.ts'
import { allBases, allow, checkPatience, staleConnectors } from './queries.ts'

const button = 'Test connection'

export const loader = () => load(allBases)

/** **Add connector** (K1): it is kept, checked at once, and its page shows what came out. */
export function Component() {
  const back = useBack()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: connectorRules, defaultValues: emptyForm })
  useDraft(form, 'connector', ['name', 'region', 'baseUrl', 'division', 'contract', 'product', 'validity', 'unit', 'sans'])
  // The key is in the request and in the field, and nowhere else (S8).
  const attempt = useAttempt(
    (values: ConnectorForm) => ({ ...bodyOf(values), apiKey: values.apiKey }),
    ({ body, idempotencyKey }) => call(createConnector, { body, idempotencyKey }),
    staleConnectors,
  )
  const lost = error !== undefined && failureOf(error).lost

  async function save(values: ConnectorForm) {
    setError(undefined)
    try {
      const url = chosenBase(values)
      if (values.allow && url !== undefined && !(await load(allBases)).data.some(({ baseUrl }) => baseUrl === url)) await run(allow, { body: { baseUrl: url } })
      const { reply } = await attempt(values)
      // It is there now, whatever the check says.
      await call(checkConnector, { params: { connectorId: reply.id }, patience: checkPatience }).catch((thrown: unknown) =>
        toast({ text: `The check did not finish. ${wordsFor(failureOf(thrown))}`, tone: 'bad' }),
      )
      void makeStale(...staleConnectors)
      await navigate(paths.connector(reply.id), { replace: true })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog
      title="Add connector"
      width={520}
      form={form}
      onSubmit={save}
      onClose={() => void back()}
      submitLabel={button}
      error={lost ? undefined : error}
      alias={alias}
    >
      {lost && <LostNotice what="the connector may have been added" button={button} />}
      <ConnectorFields form={form} />
    </FormDialog>
  )
}

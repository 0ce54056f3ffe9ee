import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useLoaderData } from 'react-router'
import { updateConnector } from '#contract/calls-of-certcentral.ts'
import type { Connector } from '#contract/connectors.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { toast } from '../../feedback/toast.ts'
import { ChangedNotice } from '../../form/changed-notice.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { useBack } from '../../form/use-back.ts'
import { ConnectorFields } from './fields.tsx'
import { alias, bodyOf, chosenBase, connectorRules, type ConnectorForm, formOf } from './form.ts'
import { allBases, allow, connectorForEditing, staleConnectors } from './queries.ts'

export async function loader({ params }: LoaderFunctionArgs) {
  const [connector] = await Promise.all([load(connectorForEditing(params['connectorId'] ?? '')), load(allBases)])
  return connector
}

/** **Edit connector**. */
export function Component() {
  const { reply: connector, etag } = useLoaderData<typeof loader>()
  return <Edit key={`${connector.id} ${etag}`} connector={connector} etag={etag} />
}

function Edit({ connector, etag }: { connector: Connector; etag: string | undefined }) {
  const back = useBack()
  const [error, setError] = useState<unknown>()
  const form = useForm({ resolver: connectorRules, defaultValues: formOf(connector) })
  const changed = error !== undefined && failureOf(error).code === 'changed-meanwhile'

  async function save(values: ConnectorForm) {
    setError(undefined)
    try {
      const url = chosenBase(values)
      if (values.allow && url !== undefined && !(await load(allBases)).data.some(({ baseUrl }) => baseUrl === url)) await run(allow, { body: { baseUrl: url } })
      await call(updateConnector, {
        params: { connectorId: connector.id },
        body: { ...bodyOf(values), ...(values.apiKey === '' ? {} : { apiKey: values.apiKey }) },
        ifMatch: etag,
      })
      await makeStale(...staleConnectors)
      await back()
      toast({ text: 'Connector {name} updated', name: values.name })
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <FormDialog
      title="Edit connector"
      width={520}
      form={form}
      onSubmit={save}
      onClose={() => void back()}
      submitLabel="Save"
      error={changed ? undefined : error}
      alias={alias}
    >
      {changed && (
        <ChangedNotice
          name={connector.name}
          by="by you in another window or by another administrator"
          reload="Reload the form to see what it is now; what you entered here goes, the API key too."
        />
      )}
      <ConnectorFields form={form} />
    </FormDialog>
  )
}

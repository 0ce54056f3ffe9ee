import type { AllowedBase, Connector } from '#contract/connectors.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { checkPatience, disallow, recheck, removeConnector } from './queries.ts'

/** **Re-check** (K2). */
export async function check(connector: Pick<Connector, 'id' | 'name'>) {
  try {
    await run(recheck, { params: { connectorId: connector.id }, patience: checkPatience })
    toast({ text: 'Connector {name} checked', name: connector.name })
  } catch (thrown) {
    toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
  }
}

export async function remove(connector: Connector, then: () => void) {
  const done = await confirm({
    title: 'Delete connector',
    body: 'Its API key and its history go with it. The key itself stays valid in CertCentral.',
    names: [{ name: connector.name, detail: connector.baseUrl }],
    action: 'Delete',
    run: () => run(removeConnector, { params: { connectorId: connector.id } }),
  })
  if (!done) return
  toast({ text: 'Connector {name} deleted', name: connector.name })
  then()
}

export async function takeOff(base: AllowedBase) {
  await confirm({
    title: 'Stop asking this base URL',
    body: 'Nothing is asked there any more. Connectors that use it stay, and their checks say so.',
    names: [{ name: base.baseUrl }],
    action: 'Remove',
    run: () => run(disallow, { params: { baseId: base.id } }),
  })
}

import { revealTsigSecret, type TsigKey } from '#contract/tsig-keys.ts'
import { listAudit } from '#contract/audit.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { makeStore } from '../../feedback/store.ts'
import { toast } from '../../feedback/toast.ts'
import { type Held, hold } from './held.ts'

/** Whose secret is in sight: one at a time. It holds a way to the secret, not the secret. */
export const shownSecret = makeStore<{ id: string; held: Held } | undefined>(undefined)

/** Asked for last: an answer that was overtaken, or came when the page was gone, is shown to nobody. */
let wanted: string | undefined

/** The eye, and **Reveal secret** of the row menu. Who it is, is asked by the client when the server wants to know. */
export async function showSecret(key: TsigKey) {
  hideSecret()
  wanted = key.id
  try {
    const { secret } = await call(revealTsigSecret, { params: { tsigId: key.id } })
    void makeStale(listAudit)
    if (wanted !== key.id) return
    const held = hold(secret, () => {
      if (shownSecret.get()?.held === held) shownSecret.set(undefined)
    })
    shownSecret.set({ id: key.id, held })
  } catch (thrown) {
    const failure = failureOf(thrown)
    // Their own Cancel: nothing went wrong.
    if (failure.code === 'confirmation-required') toast({ tone: 'info', text: 'The secret of {name} stays masked: showing it needs your password.', name: key.name })
    else toast({ tone: 'bad', text: `The secret of {name} was not shown. ${wordsFor(failure)}`, name: key.name })
  }
}

export function hideSecret() {
  wanted = undefined
  shownSecret.get()?.held.drop()
}

/** Copies, and answers whether the browser let us. */
export async function copySecret(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    toast({ text: 'Copied' })
    return true
  } catch {
    toast({ tone: 'info', text: 'The browser does not let this page copy. The secret is selected: copy it by keyboard.' })
    return false
  }
}

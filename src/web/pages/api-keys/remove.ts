import type { ApiKey } from '#contract/api-keys.ts'
import { serverNow } from '../../client/clock.ts'
import { run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { focusPageIfLost } from '../../ui/focus.ts'
import { endOld, removeApiKey } from './queries.ts'
import { hintOf, lastUse } from './words.ts'

/** **Delete Key** (D5). */
export async function deleteKey(key: ApiKey) {
  const used = lastUse(key, serverNow())
  const done = await confirm({
    body: key.status === 'expired'
      ? 'The key has expired; nothing works with it any more. Deleting it frees its slot.'
      : 'Everything that uses this key stops working at once, and so do the auth tokens made with it. It cannot be brought back.',
    names: [{ name: key.name, detail: used === undefined ? 'Never used' : `Last used ${used}` }],
    run: () => run(removeApiKey, { params: { apiKeyId: key.id } }),
  })
  if (!done) return
  toast({ text: 'API key {name} deleted', name: key.name })
  focusPageIfLost()
}

/** **End now**: the old value of a rotating key. */
export async function endOldValueNow(key: ApiKey) {
  if (key.oldValue === null) return
  const used = lastUse(key.oldValue, serverNow())
  const done = await confirm({
    title: 'End old value',
    body: 'The old value, and the auth tokens made with it, stop working at once. The new value keeps working.',
    names: [{ name: `${key.name} (${hintOf(key.oldValue.hint)})`, detail: used === undefined ? 'Never used' : `Last used ${used}` }],
    action: 'End now',
    run: () => run(endOld, { params: { apiKeyId: key.id } }),
  })
  if (done) toast({ text: 'Old value of API key {name} ended', name: key.name })
}

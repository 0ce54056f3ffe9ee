import type { ApiKey } from '#contract/api-keys.ts'
import { serverNow } from '../../client/clock.ts'
import { run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { endOld, removeApiKey } from './queries.ts'
import { hintOf, lastUse } from './words.ts'

/** What is said beside a key's name: with whose it is, in the list where two people may each have one of this name. */
function detailOf(of: { lastUsedAt: string | null; lastUsedFrom: string | null }, owner: string | undefined): string {
  const used = lastUse(of, serverNow())
  if (owner !== undefined) return `${owner}, ${used === undefined ? 'never used' : `last used ${used}`}`
  return used === undefined ? 'Never used' : `Last used ${used}`
}

/** **Delete Key** (D5). */
export async function deleteKey(key: ApiKey, owner?: string, leave?: () => void) {
  const done = await confirm({
    body: key.status === 'expired'
      ? 'The key has expired; nothing works with it any more. Deleting it frees its slot.'
      : 'Everything that uses this key stops working at once, and so do the auth tokens made with it. It cannot be brought back.',
    names: [{ name: key.name, detail: detailOf(key, owner) }],
    run: () => run(removeApiKey, { params: { apiKeyId: key.id } }),
  })
  if (!done) return
  leave?.()
  toast({ text: 'API key {name} deleted', name: key.name })
}

/** **End now**: the old value of a rotating key. */
export async function endOldValueNow(key: ApiKey, owner?: string) {
  if (key.oldValue === null) return
  const done = await confirm({
    title: 'End old value',
    body: 'The old value, and the auth tokens made with it, stop working at once. The new value keeps working.',
    names: [{ name: `${key.name} (${hintOf(key.oldValue.hint)})`, detail: detailOf(key.oldValue, owner) }],
    action: 'End now',
    run: () => run(endOld, { params: { apiKeyId: key.id } }),
  })
  if (done) toast({ text: 'Old value of API key {name} ended', name: key.name })
}

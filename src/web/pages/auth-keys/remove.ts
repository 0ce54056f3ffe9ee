import type { AuthKey } from '#contract/auth-keys.ts'
import { run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { moment } from '../../ui/dates.ts'
import { removeAuthKey } from './queries.ts'
import { nameOf, typeWord } from './words.ts'

/** **Delete** (A3). `leave`: where one goes when it is gone. */
export async function deleteKey(key: AuthKey, leave?: () => void) {
  const name = nameOf(key)
  const ends = key.expiresAt === null ? 'never expires' : `${key.status === 'expired' ? 'expired' : 'expires'} ${moment(key.expiresAt)}`
  const done = await confirm({
    title: 'Delete AuthKey',
    body: 'Request tokens made with it become void: domains that are not validated yet need new ones. It cannot be brought back.',
    names: [{ name, detail: `${typeWord[key.type]}, ${ends}` }],
    action: 'Delete',
    run: () => run(removeAuthKey, { params: { authKeyId: key.id } }),
  })
  if (!done) return
  leave?.()
  toast({ text: '{name} deleted', name })
}

import type { User } from '#contract/users.ts'
import { run } from '../../client/mutation.ts'
import { load } from '../../client/query-client.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { disable, enable, sessionsOf, unlock } from './queries.ts'
import { disabledWords, enabledWords, unlockedWords } from './words.ts'

/** **Disable User**: says what stops, then does it. */
export async function disableOne(user: User, self: boolean) {
  const sessions = await load({ ...sessionsOf(user.id), staleTime: 0 }).then(({ data }) => data.length, () => undefined)
  const done = await confirm({
    title: 'Disable User',
    body: disabledWords(user.apiKeys, sessions, self),
    names: [{ name: user.name, detail: user.email }],
    action: 'Disable',
    run: () => run(disable, { params: { userId: user.id } }),
  })
  if (done) toast({ text: 'User {name} disabled', name: user.name })
}

/** **Enable User**. */
export async function enableOne(user: User) {
  const done = await confirm({
    title: 'Enable User',
    body: enabledWords(user.apiKeys),
    names: [{ name: user.name, detail: user.email }],
    action: 'Enable',
    tone: 'primary',
    run: () => run(enable, { params: { userId: user.id } }),
  })
  if (done) toast({ text: 'User {name} enabled', name: user.name })
}

/** **Unlock**. */
export async function unlockOne(user: User) {
  const done = await confirm({
    title: 'Unlock User',
    body: unlockedWords,
    names: [{ name: user.name, detail: user.email }],
    action: 'Unlock',
    tone: 'primary',
    run: () => run(unlock, { params: { userId: user.id } }),
  })
  if (done) toast({ text: 'User {name} unlocked', name: user.name })
}

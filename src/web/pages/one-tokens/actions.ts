import { CirclePause, CirclePlay, Pencil, Trash2 } from 'lucide-react'
import type { OneToken } from '#contract/one-tokens.ts'
import { failureOf } from '../../client/failure.ts'
import { serverNow } from '../../client/clock.ts'
import { run } from '../../client/mutation.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { changeOneToken, removeOneToken, staleOneTokens } from './queries.ts'
import { lastUse, stateAt, whyUnchangeable } from './words.ts'

/**
 * The menu of a card (O2–O4), and the buttons of a token's page. `owner`: the dialogs say whose it is, since names are unique per person
 * only. `leave`: where one goes when it is gone.
 */
export function oneTokenActions(token: OneToken, { owner, edit, leave }: { owner: boolean; edit: () => void; leave?: () => void }): MenuItems {
  const state = stateAt(token, serverNow())
  const disabled = whyUnchangeable(state, token.expires_at)
  return [
    { label: 'Edit token', icon: Pencil, run: edit, disabled },
    token.status === 'enabled'
      ? { label: 'Disable', icon: CirclePause, run: () => void disable(token, owner), disabled }
      : { label: 'Enable', icon: CirclePlay, run: () => void enable(token), disabled },
    { label: 'Delete token', icon: Trash2, tone: 'bad', run: () => void remove(token, owner, leave) },
  ]
}

const named = (token: OneToken, owner: boolean) => [{ name: token.name, detail: `${owner ? `Of ${token.owner.name}. ` : ''}${lastUse(token, serverNow())}` }]

/** **Disable token** (O3): nothing that uses it works from the next call on. */
async function disable(token: OneToken, owner: boolean) {
  const done = await confirm({
    title: 'Disable token',
    body: 'Everything that uses this token stops working at once. It can be enabled again until its end date has passed.',
    names: named(token, owner),
    action: 'Disable',
    run: () => run(changeOneToken, { params: { tokenId: token.id }, body: { status: 'disabled' } }),
  })
  if (done) toast({ text: 'API token {name} disabled', name: token.name })
}

/** **Enable** (O3): asks nothing, because it undoes. */
async function enable(token: OneToken) {
  try {
    await run(changeOneToken, { params: { tokenId: token.id }, body: { status: 'enabled' } })
    toast({ text: 'API token {name} enabled', name: token.name })
  } catch (thrown) {
    const failure = failureOf(thrown)
    void makeStale(...staleOneTokens)
    toast({ text: failure.errors[0]?.message ?? wordsFor(failure), tone: 'bad' })
  }
}

/** **Delete token** (O4). */
async function remove(token: OneToken, owner: boolean, leave?: () => void) {
  const expired = stateAt(token, serverNow()) === 'expired'
  const done = await confirm({
    title: 'Delete token',
    body: expired
      ? 'The token has expired; nothing works with it any more.'
      : 'Everything that uses this token stops working at once. It cannot be brought back.',
    names: named(token, owner),
    action: 'Delete',
    run: () => run(removeOneToken, { params: { tokenId: token.id } }),
  })
  if (!done) return
  leave?.()
  toast({ text: 'API token {name} deleted', name: token.name })
}

import { whenConfirmationNeeded } from '../client/step-up.ts'
import { whenIdle } from '../ui/late.tsx'
import { loaded } from './loaded.ts'
import { drawers, identityAsked } from './pending.ts'

async function loadDialog(): Promise<true> {
  const { IdentityHost } = await import('./identity-dialog.tsx')
  if (drawers.get().identity === undefined) drawers.set({ ...drawers.get(), identity: IdentityHost })
  return true
}
whenIdle(loadDialog)

/**
 * **Confirm it is you**: asks for the password again; good for five minutes. `true` when it was right, `false` when it was
 * cancelled. Nobody need call it: the client does when an act is refused with `confirmation-required`, and then tries once more.
 */
export async function confirmIdentity(route: string): Promise<boolean> {
  if ((await loaded(loadDialog)) === undefined) return false
  return new Promise((resolve) => {
    identityAsked.get()?.settle(false)
    identityAsked.set({
      route,
      settle(confirmed) {
        identityAsked.set(undefined)
        resolve(confirmed)
      },
    })
  })
}

whenConfirmationNeeded(confirmIdentity)

import { whenIdle } from '../ui/late.tsx'
import { loaded } from './loaded.ts'
import { type Confirmation, confirmations, drawers } from './pending.ts'

let last = 0

/** The dialog comes by and by, so that a list does not wait for it. */
async function loadDialog(): Promise<true> {
  const { ConfirmHost } = await import('./confirm-dialog.tsx')
  if (drawers.get().confirm === undefined) drawers.set({ ...drawers.get(), confirm: ConfirmHost })
  return true
}
whenIdle(loadDialog)

/** Asks before something that cannot be undone. `true` when it was done, `false` when it was cancelled. */
export async function confirm(request: Confirmation): Promise<boolean> {
  if ((await loaded(loadDialog)) === undefined) return false
  return new Promise((resolve) => {
    const id = ++last
    const settle = (done: boolean) => {
      confirmations.set(confirmations.get().filter((one) => one.id !== id))
      resolve(done)
    }
    confirmations.set([...confirmations.get(), { ...request, id, settle }])
  })
}

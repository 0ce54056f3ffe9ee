import type { WhyOut } from '../client/signed-out.ts'
import { whenIdle } from '../ui/late.tsx'
import { drawers, signInAsked } from './pending.ts'

async function loadDialog(): Promise<void> {
  const { SignInAgainHost } = await import('./sign-in-again-dialog.tsx')
  if (drawers.get().signIn === undefined) drawers.set({ ...drawers.get(), signIn: SignInAgainHost })
}
whenIdle(loadDialog)

/**
 * **Sign in again**, over a form that is open: the same person goes on where they were. `true` when they are signed in; `leave` when
 * they rather have the page for signing in, or somebody else is signed in here by now.
 */
export async function signInAgain(why: WhyOut | undefined): Promise<boolean | 'leave'> {
  try {
    await loadDialog()
  } catch {
    // What was asked for says so itself: it was not done.
    return false
  }
  return new Promise((resolve) => {
    signInAsked.set({
      why,
      settle(how) {
        signInAsked.set(undefined)
        resolve(how)
      },
    })
  })
}

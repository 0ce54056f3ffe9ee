import './identity.ts'
import { drawers } from './pending.ts'
import { Toasts } from './toasts.tsx'

/** Draws the gestures (S9). Mount it once, above the routes, so that a dialog outlives a change of page. */
export function FeedbackHost() {
  const { confirm: Confirm, reveal: Reveal, several: Several, identity: Identity, signIn: SignIn } = drawers.use()
  return (
    <>
      {Reveal && <Reveal />}
      {Several && <Several />}
      {Confirm && <Confirm />}
      {Identity && <Identity />}
      {SignIn && <SignIn />}
      <Toasts />
    </>
  )
}

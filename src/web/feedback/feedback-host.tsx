import { drawers } from './pending.ts'
import { Toasts } from './toasts.tsx'

/** Draws the three gestures (S9). Mount it once, above the routes, so that a dialog outlives a change of page. */
export function FeedbackHost() {
  const { confirm: Confirm, reveal: Reveal } = drawers.use()
  return (
    <>
      {Reveal && <Reveal />}
      {Confirm && <Confirm />}
      <Toasts />
    </>
  )
}

import { ConfirmHost } from './confirm-dialog.tsx'
import { RevealHost } from './reveal-dialog.tsx'
import { Toasts } from './toasts.tsx'

/** Draws the three gestures (S9). Mount it once, above the routes, so that a dialog outlives a change of page. */
export function FeedbackHost() {
  return (
    <>
      <RevealHost />
      <ConfirmHost />
      <Toasts />
    </>
  )
}

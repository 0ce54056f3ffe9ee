import type { ReactNode } from 'react'
import type { NameLine } from '../ui/names.tsx'
import { makeStore } from './store.ts'

export type Confirmation = {
  /** `Confirm Deletion` unless said otherwise. */
  title?: string
  /** What stops working. */
  body: ReactNode
  /** What it is done to; six are listed, then "and N more". */
  names?: readonly (string | NameLine)[]
  /** The button: `Confirm` unless said otherwise. */
  action?: string
  tone?: 'danger' | 'primary'
  /** Asks to type how many there are (rulings: more than 10, or any used in the last 7 days). */
  typeCount?: number
  /** What the count is of, in its label. */
  countOf?: string
  /** Done while the dialog is open; a failure is shown in it (S6) and it can be tried again. */
  run?: () => Promise<unknown>
}
export type OpenConfirmation = Confirmation & { id: number; settle: (done: boolean) => void }

let last = 0

/** Waiting ones; the first is open. */
export const confirmations = makeStore<readonly OpenConfirmation[]>([])

/** Asks before something that cannot be undone. `true` when it was done, `false` when it was cancelled. */
export function confirm(request: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    const id = ++last
    const settle = (done: boolean) => {
      confirmations.set(confirmations.get().filter((one) => one.id !== id))
      resolve(done)
    }
    confirmations.set([...confirmations.get(), { ...request, id, settle }])
  })
}

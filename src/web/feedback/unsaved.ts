import { confirm } from './confirm.ts'

interface Open {
  /** Something is typed that is nowhere else. */
  dirty: boolean
  /** The person is in the middle of it: to be led to another page would take it from them. */
  held: boolean
  /** In the place of the question: says why one should stay, once, and is dirty no more. */
  warn?: (() => void) | undefined
}

/** The forms that are open, each by a token of its own. */
const forms = new Map<symbol, Open>()

export const setForm = (token: symbol, form: Open): void => void forms.set(token, form)
export const dropForm = (token: symbol): void => void forms.delete(token)

export const isUnsaved = (): boolean => [...forms.values()].some(({ dirty }) => dirty)
export const isFormHeld = (): boolean => [...forms.values()].some(({ held }) => held)

/** The person has said that what they typed may go, or where they go it is not needed. */
export const letGo = (): void => forms.clear()

/** Asks before what is typed is lost, if anything is. `true`: go. */
export async function mayLeave(): Promise<boolean> {
  const warning = [...forms.values()].find(({ dirty, warn }) => dirty && warn)
  if (warning) {
    warning.warn?.()
    return false
  }
  if (
    isUnsaved() &&
    !(await confirm({ title: 'Leave without saving?', body: 'What you entered here is not saved. If you leave, it is gone.', action: 'Leave' }))
  )
    return false
  letGo()
  return true
}

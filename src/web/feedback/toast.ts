import { makeStore } from './store.ts'

export type Toast = {
  /** What is said, with `{name}` where the name goes: `API key {name} generated`. */
  text: string
  name?: string
  /** A second line in mono, beside what is said: a fingerprint. */
  detail?: string
  /** `bad` stays until it is dismissed. */
  tone?: 'ok' | 'bad' | 'info'
  /** **Show** leads to what was done, where it may be out of sight: a key that a filter hides, a user on another page. */
  href?: string
}
export type ShownToast = Required<Pick<Toast, 'text' | 'tone'>> & Pick<Toast, 'name' | 'detail' | 'href'> & { id: number }

const most = 3
let last = 0

/** What is shown; `toasts.tsx` draws it and counts the six seconds. */
export const shownToasts = makeStore<readonly ShownToast[]>([])

/** Says in the region **Notifications** what was done. Never give it a secret (S8). */
export function toast({ text, name, detail, tone = 'ok', href }: Toast): void {
  // The same words again (a second press of Copy) replace the first.
  const others = shownToasts.get().filter((shown) => shown.text !== text || shown.name !== name)
  shownToasts.set([...others, { id: ++last, text, name, detail, tone, href }].slice(-most))
}

export function dismissToast(id: number): void {
  shownToasts.set(shownToasts.get().filter((shown) => shown.id !== id))
}

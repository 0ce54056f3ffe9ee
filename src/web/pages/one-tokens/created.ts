import type { OneToken, OneTokenWithValue } from '#contract/one-tokens.ts'

/** A token that was made, on its way from **Create** to **Finish**. */
export interface Created {
  token: OneToken
  /** Acknowledges the stored reply. */
  idempotencyKey: string
  /** The value, while it is here. It stands in one variable and is written nowhere else (S8). */
  read: () => string
}

let held: Created | undefined
let secret = ''
let shownBy = 0

/** The page that made it drops its own reference to the value. */
export function hold({ token: value, ...token }: OneTokenWithValue, idempotencyKey: string): void {
  secret = value
  held = { token, idempotencyKey, read: () => secret }
}

/** What there is to show: nothing after a reload, after **Finish**, or when the page was left. */
export const current = (): Created | undefined => held

export function drop(): void {
  secret = ''
  held = undefined
}

/** The page that shows it holds on; when nobody does any more, the value goes. In development React mounts everything twice. */
export function showing(): () => void {
  shownBy++
  return () => {
    shownBy--
    setTimeout(() => {
      if (shownBy === 0) drop()
    })
  }
}

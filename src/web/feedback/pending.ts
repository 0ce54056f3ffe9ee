import type { ComponentType, ReactNode } from 'react'
import type { WhyOut } from '../client/signed-out.ts'
import type { Fact } from '../ui/facts.tsx'
import type { NameLine } from '../ui/names.tsx'
import { makeStore } from './store.ts'

/** Some of it could not be done: what, and why each. The dialog then says so, and can only be closed. */
export class Partly {
  readonly title: string
  readonly body: ReactNode
  readonly names: readonly { name: string; detail: string }[]

  constructor({ title, body, names }: Pick<Partly, 'title' | 'body' | 'names'>) {
    this.title = title
    this.body = body
    this.names = names
  }
}

/** Work on many things: it says how far it is, and stops between two of them when the signal is aborted. */
export interface Work {
  signal: AbortSignal
  said: (done: number, of: number) => void
}

export type Question = {
  /** What stops working. */
  body: ReactNode
  /** What it is done to; six are listed, then "and N more". */
  names?: readonly (string | NameLine)[]
  /** Asks to type how many there are (rules: Bulk deletion). */
  typeCount?: number | undefined
}

export type Confirmation = (Question | {
  /** Finds out what is asked, where that takes longer than a moment; what it throws is shown, and nothing is asked then. */
  prepare: (work: Work) => Promise<Question>
}) & {
  /** `Confirm Deletion` unless said otherwise. */
  title?: string
  /** The button: `Confirm` unless said otherwise. */
  action?: string
  tone?: 'danger' | 'primary'
  /** What the count is of, in its label. */
  countOf?: string
  /** May it be done? A form in the body answers no and shows why. */
  check?: () => Promise<boolean>
  /** How its progress is called while it runs: `Deleting`. It can be stopped then. */
  doing?: string
  /** Only tells of what was done elsewhere; nothing is asked. */
  partly?: Partly
  /** Done while the dialog is open; a failure is shown in it (S6) and it can be tried again. What was done only `Partly` is said in it. */
  run?: (work: Work) => Promise<unknown>
}
export type Download = {
  /** In the menu: `.env file`. */
  label: string
  file: string
  type: string
  /** The file's text; called with the value at the moment of the press. */
  content: (value: string) => string
}

export type Revelation = {
  /** `API Key Generated - Action Required`. */
  title: string
  /** What the value is: `API key`. */
  label: string
  /** What the sentences call it: `link`; `value` unless said otherwise. */
  noun?: string
  /** The value. Drop your own reference to it: from here it lives in one variable and goes with **Done** (S8). */
  value: string
  help?: string
  facts?: readonly Fact[]
  /** How to use it, with a variable instead of the value. */
  use?: ReactNode
  downloads?: readonly Download[]
  /** After **Done**: acknowledge the reply, say the toast. */
  onDone?: () => void
}

/** Values that were made in one go. */
export type SeveralRevelation = {
  /** `New API Key`. */
  title: string
  /** Drop your own reference to them: from here they live in one variable and go with the closing button (S8). */
  values: readonly { name: string; value: string }[]
  facts?: readonly Fact[]
  /** So many that nobody copies them one by one: the file alone has them. */
  fileOnly?: boolean
  /** All of them in one file; called at the moment of the press. */
  csv: { file: string; content: (values: readonly { name: string; value: string }[]) => string }
  /** The button that closes it. */
  button: string
  /** After it was closed: acknowledge the reply, say the toast. */
  onDone?: () => void
}
export type OpenSeveral = Omit<SeveralRevelation, 'values'> & { id: number; names: readonly string[]; read: (at: number) => string; done: () => void }

export type OpenConfirmation = Confirmation & { id: number; settle: (done: boolean) => void }
export type OpenRevelation = Omit<Revelation, 'value'> & { id: number; read: () => string; done: () => void }

/** Asked and not answered; a later one lies over those before. */
export const confirmations = makeStore<readonly OpenConfirmation[]>([])
/** Those of them, by `id`, that are answered: it is being done, or what was done is told. */
export const underWay = new Set<number>()

/** Whoever left the page has not said yes: what is only asked goes with it. */
export const dropQuestions = (): void => confirmations.get().filter(({ id }) => !underWay.has(id)).forEach(({ settle }) => settle(false))
/** Shown and not done; the first is open. They hold a way to the value, not the value. */
export const revelations = makeStore<readonly OpenRevelation[]>([])
/** The same of several at once. */
export const severalRevelations = makeStore<readonly OpenSeveral[]>([])
/** What draws them, once its code is here; `FeedbackHost` mounts it. */
export const drawers = makeStore<{
  confirm?: ComponentType
  reveal?: ComponentType
  several?: ComponentType
  identity?: ComponentType
  signIn?: ComponentType
}>({})
export type IdentityAsked = {
  /** The call that it is asked for: `POST /tsig/{tsigId}/reveal`. */
  route: string
  settle: (confirmed: boolean) => void
}
/** The question **Confirm it is you**, while it is open. */
export const identityAsked = makeStore<IdentityAsked | undefined>(undefined)

export type SignInAsked = { why: WhyOut | undefined; settle: (how: boolean | 'leave') => void }
/** The question **Sign in again**, while it is open. */
export const signInAsked = makeStore<SignInAsked | undefined>(undefined)

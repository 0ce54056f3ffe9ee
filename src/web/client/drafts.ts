import { holdsCredential } from './pasted.ts'
import { knownPerson } from './person.ts'

/*
 * What was typed into a long form, for a reload of this tab. Each belongs to one person and goes with its form: nobody finds another's,
 * and nothing that looks like a secret is ever written (S8).
 */

const prefix = 'countersign.draft.'
/** Characters; what is longer is kept nowhere. */
const most = 500_000
const key = (name: string) => `${prefix}${knownPerson() ?? ''}.${name}`

const holdsSecret = (text: string) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) || holdsCredential(text)

export type Draft = Readonly<Record<string, string>>

/** Keeps the texts; the whole draft goes where one of them may hold a secret. */
export function keepDraft(name: string, texts: Draft): void {
  const given = Object.values(texts)
  const length = given.reduce((sum, text) => sum + text.length, 0)
  if (length === 0 || length > most || given.some(holdsSecret)) return dropDraft(name)
  try {
    sessionStorage.setItem(key(name), JSON.stringify(texts))
  } catch {
    // Full, or forbidden: then there is no draft.
    dropDraft(name)
  }
}

export function readDraft(name: string): Draft {
  try {
    return JSON.parse(sessionStorage.getItem(key(name)) ?? '{}') as Draft
  } catch {
    return {}
  }
}

function removeWhere(goes: (item: string) => boolean): void {
  try {
    for (const item of Object.keys(sessionStorage)) if (item.startsWith(prefix) && goes(item)) sessionStorage.removeItem(item)
  } catch {
    // Without storage there is nothing to remove.
  }
}

export const dropDraft = (name: string): void => removeWhere((item) => item === key(name))

/** At a sign-out all go, at a sign-in those of others. */
export const dropDrafts = (but?: string): void => removeWhere((item) => but === undefined || !item.startsWith(`${prefix}${but}.`))

import { importEntriesMax } from '#contract/tsig-keys.ts'
import { mask } from './quoting.ts'

/** A key as written: nothing is checked but that all three are there. `line` counts from 1. */
export interface FoundKey {
  line: number
  name: string
  algorithm: string
  secret: string
}

export interface NotUnderstood {
  line: number
  text: string
  problem: string
}

/** What is there of a key so far. */
export type PartialKey = { line: number } & Partial<Pick<FoundKey, 'name' | 'algorithm' | 'secret'>>

const notesMax = 200
const shownMax = 60
const secretFrom = 12

// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/**
 * A line as it may be shown: 60 characters of it, without anything that looks like base64 and without what stands where a
 * secret stands, base64 or not. What cannot be seen goes first: between the letters of a secret (UTF-16) it would hide it.
 */
export const shown = (text: string): string =>
  text.slice(0, 4 * shownMax).replaceAll('\t', ' ').replace(invisible, '').trimStart()
    // Some more than are shown: a secret that the cut leaves only the beginning of is still known as one.
    .slice(0, shownMax + secretFrom)
    .replace(/(secret(?:-key)?["']?[\s:=]+|\b(?:key|password)["']?\s*[:=]\s*|[^\s:]:[^\s:]+:).+/i, `$1${mask}`)
    .replace(/[A-Za-z0-9+/=_-]{12,}/g, mask)
    .slice(0, shownMax)

/** Collects keys and notes, at most one key more than an import takes: whoever gets that many refuses it. */
export class Findings {
  readonly keys: FoundKey[] = []
  readonly notes: NotUnderstood[] = []

  get full(): boolean {
    return this.keys.length > importEntriesMax
  }

  note(line: number, text: string, problem: string): void {
    if (this.notes.length < notesMax) this.notes.push({ line, text: shown(text), problem })
  }

  /** An include is named and not followed: files of this machine are nobody's business. A path in small letters is shown as it is, since no secret has that form. */
  include(line: number, text: string): void {
    const path = /(?:^|[\s"'])([./][a-z0-9._/*-]{1,50})["';?>\s]*$/.exec(text.slice(0, 200))?.[1]
    if (this.notes.length < notesMax) this.notes.push({ line, text: path === undefined ? shown(text) : `include ${path}`, problem: 'Includes are not read: paste that file too.' })
  }

  /** Takes a key that has all of its parts; else says which is missing. */
  key({ line, name, algorithm, secret }: PartialKey, missing: { name?: string; algorithm?: string; secret?: string } = {}): void {
    if (!name) this.note(line, '', missing.name ?? 'This key has no name.')
    else if (!algorithm) this.note(line, name, missing.algorithm ?? 'This key has no algorithm.')
    else if (!secret) this.note(line, name, missing.secret ?? 'This key has no secret.')
    else if (!this.full) this.keys.push({ line, name, algorithm, secret })
  }
}

/** A name of an HMAC, in any spelling: ours, others', and those that we do not take. */
export const looksLikeAlgorithm = (text: string): boolean =>
  /^(?:hmac[-_]?)?(?:md5(?:\.sig-alg\.reg\.int)?|sha[-_]?(?:1|224|256|384|512)(?:-\d{1,3})?)\.?$/i.test(text)

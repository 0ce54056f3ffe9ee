import { tsigAlgorithmOf } from '#contract/tsig-algorithms.ts'
import { importEntriesMax } from '#contract/tsig-import.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'
import { withoutBlanks } from '#contract/tsig-secrets.ts'
import { shown } from './shown.ts'
import { type FoundUse, Uses } from './uses.ts'

/** A key as written: nothing is checked but that all three are there. `line` counts from 1. */
export interface FoundKey {
  line: number
  name: string
  algorithm: string
  secret: string
  /** Of the message authentication code, where the key says how long it is to be. */
  macBits?: number
  /** Zones and peers that the same text says use it. */
  usedBy?: string[]
  /** What the server whose file this is does with it. */
  uses?: FoundUse[]
}

export interface NotUnderstood {
  line: number
  text: string
  problem: string
}

/** What is there of a key so far. */
export type PartialKey = { line: number } & { [part in 'name' | 'algorithm' | 'secret']?: string | undefined } & { macBits?: number | undefined }

const notesMax = 200

/** A value that is somewhere else: a variable, a template, a reference of octoDNS, Vault or 1Password. */
const reference = /^(?:\$[({]?[A-Za-z_]|\$\{\{|\{\{|%[({]|env\/|<%|vault:|ref\+|op:\/\/|file:|@|!)/
const encrypted = /^(?:ENC\[|\$ANSIBLE_VAULT|-----BEGIN|age1|AgB[A-Za-z0-9+/=]{200})/

/** Why a text is no secret but stands for one that is not here, or `undefined`. */
export function elsewhere(text: string): string | undefined {
  if (reference.test(text)) return 'It has its secret elsewhere: what stands in its place is a reference.'
  return encrypted.test(text) ? 'Its secret is encrypted here: decrypt it first.' : undefined
}

/** Does something stand here instead of a secret that was there? `named-checkconf -px` writes a question mark for each letter. */
export const hidesSecret = (text: string): boolean =>
  /^(?:[?*•x.]+|<[^>]*>|\[[^\]]*\]|\(?(?:redacted|hidden|masked|removed|sensitive value|omitted|secret)\)?)$/i.test(text.trim())

/** What makes two keys one, however each of them is written. */
const identityOf = ({ name, algorithm, secret, macBits }: FoundKey): string =>
  JSON.stringify([canonicalTsigName(name), tsigAlgorithmOf(algorithm) ?? algorithm.toLowerCase(), withoutBlanks(secret), macBits])

/**
 * Collects keys and notes, at most one key more than an import takes: whoever gets that many refuses it. One key that stands in the
 * text several times (DNSControl names it for transfers and for updates, views of BIND have it each) is one, at the first of its
 * lines, whichever reader finds it. Where anything of it differs both are given, and it is for the import to say so.
 */
export class Findings {
  readonly keys: FoundKey[] = []
  readonly notes: NotUnderstood[] = []
  readonly uses = new Uses()
  /** Where everything is that is said now: a text within a string of JSON or in base64 has no lines of its own. */
  pinned: number | undefined
  readonly #known = new Map<string, FoundKey>()
  #repeated = 0

  get full(): boolean {
    return this.keys.length > importEntriesMax
  }

  /** How much was said so far: whoever reads a piece of the text sees whether anything came of it. */
  get size(): number {
    return this.keys.length + this.#repeated + this.notes.length
  }

  note(line: number, text: string, problem: string): void {
    if (this.notes.length < notesMax - 1) this.notes.push({ line: this.pinned ?? line, text: shown(text), problem })
    else if (this.notes.length < notesMax)
      this.notes.push({ line: this.pinned ?? line, text: '', problem: `More than ${notesMax} lines were not understood: from here on they are not named.` })
  }

  /**
   * An include is named and not followed: files of this machine are nobody's business. A path in small letters is shown as it
   * is, since no secret has that form.
   */
  include(line: number, text: string): void {
    const path = /(?:^|[\s"'<])([./]?[a-z0-9._/*-]{1,50})["';?>\s]*$/.exec(text.slice(0, 200))?.[1]
    if (this.notes.length < notesMax - 1)
      this.notes.push({
        line: this.pinned ?? line,
        text: path === undefined || !/[./]/.test(path) ? shown(text) : `include ${path}`,
        problem: 'Includes are not read: paste that file too.',
      })
  }

  /** Takes a key that has all of its parts; else says which is missing. */
  key({ line, name, algorithm, secret, macBits }: PartialKey, missing: { name?: string; algorithm?: string; secret?: string } = {}): void {
    if (!name) this.note(line, '', missing.name ?? 'This key has no name.')
    else if (elsewhere(name)) this.note(line, name, 'It has its name elsewhere: what stands in its place is a reference.')
    else if (!secret) this.note(line, name, missing.secret ?? 'This key has no secret.')
    else if (elsewhere(secret)) this.note(line, name, elsewhere(secret)!)
    else if (!algorithm) this.note(line, name, missing.algorithm ?? 'This key has no algorithm.')
    else if (elsewhere(algorithm)) this.note(line, name, 'It has its algorithm elsewhere: what stands in its place is a reference.')
    else if (!this.full) this.#take({ line: this.pinned ?? line, name, algorithm, secret, ...(macBits === undefined ? {} : { macBits }) })
  }

  #take(key: FoundKey): void {
    const identity = identityOf(key)
    const earlier = this.#known.get(identity)
    if (earlier) {
      // Documents are read in the end, whatever stands before them.
      earlier.line = Math.min(earlier.line, key.line)
      this.#repeated++
      return
    }
    this.#known.set(identity, key)
    this.keys.push(key)
  }
}

/** A name of an HMAC, in any spelling: ours, others', and those that we do not take. */
export const looksLikeAlgorithm = (text: string): boolean =>
  /^(?:hmac[-_]?)?(?:md5(?:\.sig-alg\.reg\.int)?|sha[-_]?(?:1|224|256|384|512)(?:-\d{1,3})?)\.?$/i.test(text)

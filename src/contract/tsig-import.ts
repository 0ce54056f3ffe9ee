import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { tsigPurposes } from './lists-of-dns.ts'
import { Id } from './names.ts'
import { TsigAlgorithm } from './tsig-algorithms.ts'
import { TsigKey } from './tsig-keys.ts'
import { TsigName } from './tsig-names.ts'

const takes = ['auth-token', 'session'] as const

export const importBytesMax = 8 * 1024 * 1024
export const importEntriesMax = 10_000

/** Above so many keys a dry run makes no fingerprints: they are slow on purpose, and an import makes them once. */
export const previewFingerprintsMax = 100

/** A use that stands in the text. A zone of null: all of them. */
export const ImportedUse = z.strictObject({ zone: z.string().nullable(), purpose: z.enum(tsigPurposes) })

/**
 * One key of an import. `line` counts from 1. Its secret is never answered: `fingerprint` says which it is. It is null where
 * the key cannot be taken, and in a dry run of more than `previewFingerprintsMax` keys for those that are not here yet.
 */
export const TsigImportEntry = z.strictObject({
  line: z.int(),
  name: z.string(),
  algorithm: TsigAlgorithm.nullable(),
  secretBits: z.int().nullable(),
  fingerprint: z.string().nullable(),
  /**
   * `new`: will be made. `exists`: this very key is here. `clash`: another secret or algorithm has this name here. `duplicate`:
   * an earlier line of the text has this name for another key (one and the same key is given once, however often it stands
   * there). `invalid`: cannot be taken, `problem` says why. Of a `new` one it says what to look at before it is taken: a secret
   * that looks like hex.
   */
  state: z.enum(['new', 'exists', 'clash', 'duplicate', 'invalid']),
  /** Shorter than the digest, or a legacy algorithm. */
  weak: z.boolean(),
  /** Zones and peers that use it, as the same text says: kept with a key that is made. */
  usedBy: z.array(z.string()),
  /** What the server whose configuration this is does with it. Offered, and stored by nobody but who adds it to a nameserver. */
  uses: z.array(ImportedUse),
  /** The key of this name that is here: of one that exists or clashes, and after the import of one that is new. */
  tsigId: Id.nullable(),
  problem: z.string().nullable(),
})
export type TsigImportEntry = z.infer<typeof TsigImportEntry>

export const TsigImportPreview = z.strictObject({
  entries: z.array(TsigImportEntry),
  /** Lines that say nothing this parser knows. */
  notUnderstood: z.array(z.strictObject({ line: z.int(), text: z.string(), problem: z.string() })),
  /** Uses of keys that are here and of which the text speaks without holding them: BIND keeps keys in files of their own. */
  otherUses: z.array(z.strictObject({ tsigId: Id, name: z.string(), uses: z.array(ImportedUse) })),
  counts: z.strictObject({ new: z.int(), exists: z.int(), clash: z.int(), duplicate: z.int(), invalid: z.int(), weak: z.int() }),
})
export type TsigImportPreview = z.infer<typeof TsigImportPreview>

/** How far an import of one's own is: the fingerprints made, of how many. `of` is 0 where none is under way on the server that answers. */
export const TsigImportProgress = z.strictObject({ done: z.int(), of: z.int() })

export const tsigImportProgress = {
  method: 'GET', path: '/tsig/import/progress', summary: 'How far an import of one\'s own is', action: 'tsig-key.import', takes, reply: TsigImportProgress,
} as const satisfies Endpoint

/** As good as going away, where nobody tells the server that the caller has. What is being stored already, is. */
export const stopTsigImport = {
  method: 'DELETE', path: '/tsig/import/progress', summary: 'Stop an import of one\'s own before it stores anything', action: 'tsig-key.import', takes,
  status: 204,
} as const satisfies Endpoint

/**
 * With `dryRun` nothing is stored. Else every `new` entry is made in one transaction, and the reply says which. `rename` gives entries of
 * this text other names than stand there: `entry` is its place among the preview's `entries`, from 0. So two keys of one name can both be kept.
 */
export const importTsigKeys = {
  method: 'POST', path: '/tsig/import', summary: 'Import TSIG keys from configuration text', action: 'tsig-key.import', takes,
  body: z.strictObject({
    text: z.string(), dryRun: z.boolean().optional(),
    rename: z.array(z.strictObject({ entry: z.int().min(0).max(importEntriesMax - 1), name: TsigName })).max(importEntriesMax).optional(),
  }), bodyMax: importBytesMax, nuls: true,
  reply: z.strictObject({ made: z.array(TsigKey), preview: TsigImportPreview }), dryRunReply: TsigImportPreview, idempotent: true, errors: ['too-large'],
} as const satisfies Endpoint

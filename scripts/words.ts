import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Place, Raw } from '#server/db/node-copy.ts'
import type { Host } from '#server/host.ts'
import { deriveKeys, type Keys } from '#server/secrets/keys.ts'
import { withKept } from '#server/secrets/root.ts'
import { CannotStart, ProblemError } from '#server/problem.ts'
import { readRootKey } from '#server/node/root-key.ts'
import type { Settings } from '#server/node/settings.ts'
import { startFaultText } from '#server/node/start-faults.ts'

/** Options of a command (`--name value`, again for another) and the words between them; `undefined` where one is not known. */
export function readWords(words: readonly string[], known: readonly string[]): { options: Map<string, string[]>; rest: string[] } | undefined {
  const options = new Map<string, string[]>()
  const rest: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (!word.startsWith('--')) rest.push(word)
    else {
      const value = words[++at]
      if (!known.includes(word.slice(2)) || value === undefined) return undefined
      options.set(word.slice(2), [...(options.get(word.slice(2)) ?? []), value])
    }
  }
  return { options, rest }
}

export const placeOf = ({ databaseUrl, dataFolder }: Settings): Place => ({ databaseUrl, file: join(dataFolder, 'countersign.db') })

/** The root key that says whether a backup is ours: the one that was in use when it was made. */
export function rootKeyOfBackup({ rootKeyFile }: Settings): Uint8Array {
  if (!existsSync(rootKeyFile))
    throw new CannotStart(`The root key file ${rootKeyFile} is missing. Put the one there that was in use when the backup was made.`)
  return readRootKey(rootKeyFile, false)
}

/** The keys of a database that is read beside its server: after a rotation some of them lie in it. */
export async function keysIn(raw: Raw, host: Host, root: Uint8Array): Promise<Keys> {
  const [row] = await raw.ask(`SELECT value FROM meta WHERE key = 'kept-keys'`)
  return withKept(host, deriveKeys(host, root), row?.[0]?.toString())
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`)
/** How far a long work is: for people, beside what is answered. */
export const hint = (line: string): void => void process.stderr.write(`${line}\n`)

/** Runs a command: exit code 1 with a line for what it refuses, 2 with its usage for words that it does not know. */
export async function command(usage: string, work: () => Promise<boolean>): Promise<void> {
  try {
    if (await work()) return
    hint(usage)
    process.exitCode = 2
  } catch (error) {
    hint(error instanceof ProblemError ? error.message : startFaultText(error, ''))
    process.exitCode = 1
  }
}

// `npm run restore`: a backup into an empty folder or database, of either kind. See docs/operations.md.
import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { finish, openWriter, sameShape, shapesOf, type Raw, type Shape } from '#server/db/node-copy.ts'
import { identitiesIn, macBy, readBackup } from '#server/node/backup-file.ts'
import { nodeHost } from '#server/node/host.ts'
import { readSettings } from '#server/node/settings.ts'
import { prepareDataFolder } from '#server/node/start-faults.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { command, hint, placeOf, readWords, rootKeyOfBackup, say } from './words.ts'

const usage = 'npm run restore -- <file> --identity <key file>      into the empty COUNTERSIGN_DATA or DATABASE_URL; the root key has to be there'

async function restore(path: string, identities: readonly string[]): Promise<void> {
  const settings = readSettings(process.env)
  const host = nodeHost('silent')
  const opening = identities.flatMap(identitiesIn)
  const mac = macBy(host, deriveKeys(host, rootKeyOfBackup(settings)).backup)
  if (!settings.databaseUrl || dirname(settings.rootKeyFile) === settings.dataFolder) prepareDataFolder(process.env, settings.dataFolder)
  const place = placeOf(settings)
  const isNew = place.databaseUrl === undefined && !existsSync(place.file)
  let raw: Raw | undefined
  let whole = false
  let here = new Map<string, Shape>()
  let told = ''
  try {
    const manifest = await readBackup(path, opening, mac, {
      async begin({ migrations }) {
        raw = await openWriter(place, migrations)
        here = new Map((await shapesOf(raw)).map((shape) => [shape.name, shape]))
      },
      async rows(shape, rows) {
        if (told !== shape.name) hint(`Writing ${(told = shape.name)}`)
        // Not a word of the file gets into SQL: only the end says whether it is ours.
        await raw!.insert(sameShape(here, shape), rows)
      },
    })
    hint('Comparing')
    await finish(raw!, manifest.tables, manifest.sequences)
    whole = true
    say(`Restored as it was on ${manifest.made}: ${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} rows, each compared.`)
    say('Keys deleted or rotated since work again, users disabled since are enabled again: go through what changed since, before you open the door.')
  } finally {
    await raw?.close()
    // Only what was made here: a file that came meanwhile is somebody else's.
    if (isNew && raw && !whole) for (const end of ['', '-wal', '-shm', '.lock', '.lock-journal']) rmSync(`${place.file}${end}`, { force: true })
  }
}

await command(usage, async () => {
  const words = readWords(process.argv.slice(2), ['identity'])
  const identity = words?.options.get('identity')
  if (words?.rest.length !== 1 || !identity) return false
  await restore(words.rest[0]!, identity)
  return true
})

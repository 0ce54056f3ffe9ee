// `npm run backup`: an encrypted copy of the whole database, while the server runs. See docs/operations.md.
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { openReader } from '#server/db/node-copy.ts'
import { identitiesIn, macBy, readBackup, recipientsOf, verifyBeside, writeBackup, type Manifest } from '#server/node/backup-file.ts'
import { nodeHost } from '#server/node/host.ts'
import { readSettings } from '#server/node/settings.ts'
import { readBuild } from '#server/node/version.ts'
import { CannotStart } from '#server/problem.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { command, hint, placeOf, readWords, rootKeyOfBackup, say } from './words.ts'

const usage = `npm run backup -- keygen <key file>                        makes a recipient's key, and prints the recipient
npm run backup -- <file> --to <recipient>                  a recipient (age1…) or a file of them; again for another
npm run backup -- verify <file>                            is it the file that was written? Needs the root key
npm run backup -- verify <file> --identity <key file>      the same, and every row in it`

function macOf() {
  const host = nodeHost('silent')
  return macBy(host, deriveKeys(host, rootKeyOfBackup(readSettings(process.env))).backup)
}

const number = new Intl.NumberFormat('en-GB')
function sayWhat({ version, made, database, migrations, tables, auditHead }: Manifest): void {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  say(`Made on ${made} by Countersign ${version} from ${database}, after the migration ${migrations.at(-1)}.`)
  const filled = tables.filter((table) => table.rows > 0).map((table) => `${table.name} ${table.rows}`)
  say(`${number.format(rows)} rows in ${tables.length} tables: ${filled.join(', ')}.`)
  say(`The audit trail ends at row ${auditHead.split('.')[0] || '0'}.`)
}

async function make(path: string, recipients: readonly string[]): Promise<void> {
  const settings = readSettings(process.env)
  const to = recipients.flatMap(recipientsOf)
  const raw = await openReader(placeOf(settings))
  try {
    const progress = (table: string) => hint(`Reading ${table}`)
    const manifest = await writeBackup({
      raw, path, recipients: to, mac: macOf(), version: readBuild().version, made: new Date().toISOString(), progress,
    })
    sayWhat(manifest)
    say(`${path} is whole. The root key is not in it, and without it nothing in it works: keep that in another place.`)
  } finally {
    await raw.close()
  }
}

async function keygen(path: string): Promise<void> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  if (existsSync(path)) throw new CannotStart(`${path} is there already. Give another name.`)
  const file = openSync(path, 'wx', 0o600)
  writeSync(file, `# recipient: ${recipient}\n${identity}\n`)
  closeSync(file)
  hint(`${path} opens what is encrypted for this recipient. Take it off this machine.`)
  say(recipient)
}

await command(usage, async () => {
  const words = readWords(process.argv.slice(2), ['to', 'identity'])
  const [first, path, more] = words?.rest ?? []
  const to = words?.options.get('to')
  const identity = words?.options.get('identity')
  if (first === undefined || more !== undefined) return false
  if (first === 'keygen' && path !== undefined && !to && !identity) await keygen(path)
  else if (first === 'verify' && path !== undefined && !to) {
    if (!existsSync(path)) throw new CannotStart(`There is no file ${path}.`)
    sayWhat(identity ? await readBackup(path, identity.flatMap(identitiesIn), macOf()) : await verifyBeside(path, macOf()))
    say(identity ? `${path} is whole, to the row.` : `${path} is the file that was written. To read every row of it, give the recipient's key: --identity.`)
  } else if (path === undefined && to && !identity) await make(first, to)
  else return false
  return true
})

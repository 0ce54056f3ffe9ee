// `npm run audit:verify -- audit.ndjson`: checks an exported audit log without the server. `-- statement.json [audit.ndjson]`: a
// statement for an auditor, and whether the export says the same. Needs the root key, because the chain is keyed:
// COUNTERSIGN_ROOT_KEY_FILE, or ./data/root.key. Exit code 0 when it holds, 1 when not, 2 when it cannot tell.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { verifyExport } from '#server/audit/file.ts'
import { isStatement, verifyStatement } from '#server/audit/statement.ts'
import { createChain } from '#server/audit/chain.ts'
import { openReader } from '#server/db/node-copy.ts'
import { deriveKeys, type Keys } from '#server/secrets/keys.ts'
import { withKept } from '#server/secrets/root.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { readSettings } from '#server/node/settings.ts'

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const [file, trail] = process.argv.slice(2)
if (file === undefined) stop('Give the NDJSON export or the statement to verify: npm run audit:verify -- audit.ndjson')
for (const given of [file, trail]) if (given !== undefined && !existsSync(given)) stop(`There is no file ${given}.`)

const settings = readSettings(process.env)
const { rootKeyFile } = settings
if (!existsSync(rootKeyFile)) stop(`There is no root key at ${rootKeyFile}. Set COUNTERSIGN_ROOT_KEY_FILE to the key of the server that made the export.`)
const host = nodeHost('silent')
const chain = createChain(host.crypto, (await keysHere()).audit)

/** After a rotation the trail's key is in the database, sealed under the root key: then that has to be within reach. */
async function keysHere(): Promise<Keys> {
  const derived = deriveKeys(host, readRootKey(rootKeyFile, false))
  const place = { databaseUrl: settings.databaseUrl, file: join(settings.dataFolder, 'countersign.db') }
  if (!settings.databaseUrl && !existsSync(place.file)) return derived
  const raw = await openReader(place)
  try {
    return withKept(host, derived, (await raw.ask(`SELECT value FROM meta WHERE key = 'kept-keys'`))[0]?.[0]?.toString())
  } finally {
    await raw.close()
  }
}

/** No statement is larger; an export may be, and is read line by line. */
const statementMost = 16 * 1024 * 1024
const linesOf = (of: string) => createInterface({ input: createReadStream(of) })

async function firstLine(of: string): Promise<string> {
  for await (const line of linesOf(of)) return line
  return ''
}

const stated = isStatement(await firstLine(file))
if (stated && statSync(file).size > statementMost) stop(`${file} is too large for a statement.`)
if (!stated && trail !== undefined) stop(`${file} is no statement: an export is verified by itself.`)
const { holds, said } = stated
  ? await verifyStatement(readFileSync(file, 'utf8'), chain, trail === undefined ? undefined : linesOf(trail))
  : await verifyExport(linesOf(file), chain)
process[holds ? 'stdout' : 'stderr'].write(`${said}\n`)
process.exitCode = holds ? 0 : 1

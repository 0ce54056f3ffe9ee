// `npm run audit:verify -- [archive.ndjson …] audit.ndjson`: checks an exported audit log, and archives before it, without the server.
// `-- statement.json [audit.ndjson]`: a statement for an auditor, and whether the export says the same. Needs the root key, because
// the chain is keyed: COUNTERSIGN_ROOT_KEY_FILE, or ./data/root.key. Exit code 0 when it holds, 1 when not, 2 when it cannot tell.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { End } from '#server/audit/chain.ts'
import { verifyExport, type FileVerdict } from '#server/audit/file.ts'
import { isStatement, verifyStatement } from '#server/audit/statement.ts'
import { createChain } from '#server/audit/chain.ts'
import { deriveKeys, type Keys } from '#server/secrets/keys.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { readSettings } from '#server/node/settings.ts'
import { hint, keysIn, placeOf } from './words.ts'

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const [file, ...more] = process.argv.slice(2)
if (file === undefined) stop('Give the NDJSON export or the statement to verify: npm run audit:verify -- audit.ndjson')
for (const given of [file, ...more]) if (!existsSync(given)) stop(`There is no file ${given}.`)

const settings = readSettings(process.env)
const { rootKeyFile } = settings
if (!existsSync(rootKeyFile)) stop(`There is no root key at ${rootKeyFile}. Set COUNTERSIGN_ROOT_KEY_FILE to the key of the server that made the export.`)
const host = nodeHost('silent')
const chain = createChain(host.crypto, (await keysHere()).audit)

/** After a rotation the trail's key is in the database, sealed under the root key: then that has to be within reach. */
async function keysHere(): Promise<Keys> {
  const root = readRootKey(rootKeyFile, false)
  const place = placeOf(settings)
  if (!settings.databaseUrl && !existsSync(place.file)) return deriveKeys(host, root)
  const { openReader } = await import('#server/db/node-copy.ts')
  const raw = await openReader(place)
  try {
    return await keysIn(raw, host, root)
  } finally {
    await raw.close()
  }
}

/** Rows after which it says how far it is. */
const toldEach = 100_000
/** No statement is larger; an export may be, and is read line by line. */
const statementMost = 16 * 1024 * 1024
const linesOf = (of: string) => createInterface({ input: createReadStream(of) })

async function firstLine(of: string): Promise<string> {
  for await (const line of linesOf(of)) return line
  return ''
}

const stated = isStatement(await firstLine(file))
if (stated && statSync(file).size > statementMost) stop(`${file} is too large for a statement.`)
for (const other of stated ? [] : more) if (isStatement(await firstLine(other))) stop(`${file} is no statement: give the statement first, then the export.`)
if (stated && more.length > 1) stop('A statement is verified with one export.')
const { holds, said } = stated
  ? await verifyStatement(readFileSync(file, 'utf8'), chain, more[0] === undefined ? undefined : linesOf(more[0]))
  : await verifyAll([file, ...more])
process[holds ? 'stdout' : 'stderr'].write(`${said}\n`)
process.exitCode = holds ? 0 : 1

/** Archives in their order, and the export that goes on behind them: each begins where the one before ends. */
async function verifyAll(files: readonly string[]): Promise<FileVerdict> {
  const lines: string[] = []
  let all = true
  let end: End | undefined
  for (const name of files) {
    let rows = 0
    const input = createReadStream(name)
    const { size } = statSync(name)
    const verdict = await verifyExport(createInterface({ input }), chain, () => {
      if (++rows % toldEach === 0) hint(`${name}: ${rows.toLocaleString('en')} rows so far, ${Math.floor((100 * input.bytesRead) / size)} %`)
    })
    all &&= verdict.holds
    lines.push(files.length > 1 ? `${name}: ${verdict.said}` : verdict.said)
    if (end && (verdict.begins?.seq !== end.seq || verdict.begins.hash !== end.hash)) {
      all = false
      lines.push(`${name} does not begin behind row ${end.seq}, where the file before it ends.`)
    }
    end = verdict.ends
  }
  return { holds: all, said: lines.join('\n') }
}

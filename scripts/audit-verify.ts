// `npm run audit:verify -- audit.ndjson`: checks an exported audit log without the server. Needs the root key, because the
// chain is keyed: COUNTERSIGN_ROOT_KEY_FILE, or ./data/root.key. Exit code 0 when it holds, 1 when not, 2 when it cannot tell.
import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { verifyExport } from '#server/audit-file.ts'
import { createChain } from '#server/audit-chain.ts'
import { deriveKeys } from '#server/keys.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { readSettings } from '#server/node/settings.ts'

function stop(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

const [file] = process.argv.slice(2)
if (file === undefined) stop('Give the NDJSON export to verify: npm run audit:verify -- audit.ndjson')
if (!existsSync(file)) stop(`There is no file ${file}.`)

const { rootKeyFile } = readSettings(process.env)
if (!existsSync(rootKeyFile)) stop(`There is no root key at ${rootKeyFile}. Set COUNTERSIGN_ROOT_KEY_FILE to the key of the server that made the export.`)
const host = nodeHost('silent')
const chain = createChain(host.crypto, deriveKeys(host, readRootKey(rootKeyFile, false)).audit)

const { holds, said } = await verifyExport(createInterface({ input: createReadStream(file) }), chain)
process[holds ? 'stdout' : 'stderr'].write(`${said}\n`)
process.exitCode = holds ? 0 : 1

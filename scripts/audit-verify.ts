// `npm run audit:verify -- audit.ndjson`: checks an exported audit log without the server. Needs the root key, because the
// chain is keyed: COUNTERSIGN_ROOT_KEY_FILE, or ./data/root.key. Exit code 0 when it holds, 1 when not, 2 when it cannot tell.
import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { AuditEvent } from '#contract/audit.ts'
import { createChain, genesis, type AuditRow } from '#server/audit.ts'
import { deriveKeys } from '#server/keys.ts'
import { nodeHost } from '#server/node/host.ts'
import { readRootKey } from '#server/node/root-key.ts'
import { readSettings } from '#server/node/settings.ts'

function stop(code: 1 | 2, message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

const [file] = process.argv.slice(2)
if (file === undefined || !existsSync(file)) stop(2, 'Give the NDJSON export to verify: npm run audit:verify -- audit.ndjson')

const { rootKeyFile } = readSettings(process.env)
if (!existsSync(rootKeyFile)) stop(2, `There is no root key at ${rootKeyFile}. Set COUNTERSIGN_ROOT_KEY_FILE to the key of the server that made the export.`)
const host = nodeHost('silent')
const chain = createChain(host.crypto, deriveKeys(host, readRootKey(rootKeyFile, false)).audit)

const rowOf = (event: AuditEvent): AuditRow => ({
  seq: event.seq, time: Date.parse(event.time), actor_id: event.actor.id, actor_name: event.actor.name, credential: event.credential, address: event.address,
  action: event.action, object_kind: event.object.kind, object_id: event.object.id, object_name: event.object.name, outcome: event.outcome,
  detail: JSON.stringify(event.detail), request_id: event.requestId,
})

let seq = 0
let hash = genesis
let from = ''
let to = ''
let head: string | undefined
for await (const line of createInterface({ input: createReadStream(file) })) {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    stop(1, `Line ${seq + 1} is not JSON.`)
  }
  if ('head' in entry) {
    head = String(entry.head)
    continue
  }
  const { hash: given, ...rest } = entry
  const event = AuditEvent.parse(rest)
  if (event.seq !== seq + 1) stop(1, seq === 0 ? 'The export does not begin at row 1: export it without a filter.' : `Row ${seq + 1} is missing.`)
  if (chain.next(hash, rowOf(event)) !== given) stop(1, `Row ${event.seq} or the one before it was changed.`)
  seq = event.seq
  hash = String(given)
  from ||= event.time
  to = event.time
}
if (head === undefined) stop(1, `The export has no end: it was cut after row ${seq}.`)
if (head !== chain.head(seq, hash)) stop(1, `The export ends at row ${seq}, but that is not where the trail ended: its tail was cut.`)
process.stdout.write(`The chain holds: ${seq} rows, from ${from} to ${to}.\n`)

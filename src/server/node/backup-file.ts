import { createHash, type Hash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { base64url, fromUtf8 } from '../bytes.ts'
import { migrationsOf, sequencesOf, shapesOf, tableLines, type Raw, type Row, type Shape, type Table } from '../db/node-copy.ts'
import { syncFolder } from '../db/node-private-files.ts'
import type { Host } from '../host.ts'
import { CannotStart } from '../problem.ts'
import { fileFault } from './start-faults.ts'

/*
 * A backup: lines of JSON, packed (gzip), encrypted for its recipients (age, https://age-encryption.org/v1). The first line says
 * what it is, then each table and its rows, the last line is the manifest with a MAC of a key that follows from the root key: age
 * lets anybody write a file for a recipient, so it alone would not say that the file is ours. The manifest also lies beside the
 * file, with the file's own digest, so that it can be looked at where the recipient's key is not.
 */

export interface Manifest {
  version: string
  made: string
  database: string
  migrations: string[]
  tables: Table[]
  sequences: [string, number][]
  /** The trail's end as it stands sealed in the database. */
  auditHead: string
}

type Opening = Pick<Manifest, 'version' | 'made' | 'database' | 'migrations'> & { countersign: 'backup'; format: 1 }
interface Beside {
  manifest: Manifest
  file: { size: number; sha256: string }
  mac: string
}

export const besideOf = (path: string): string => `${path}.manifest.json`

const bad = (path: string, why: string) => new CannotStart(`${path} is no whole backup: ${why}.`)

/** The MAC of a text that says what a backup is. */
export type Mac = (text: string) => string
export const macBy = (host: Host, key: Uint8Array): Mac => (text) => base64url(host.crypto.hmacSha256(key, `backup|${text}`))

async function* linesOf(raw: Raw, version: string, made: string, mac: Mac, told: (manifest: Manifest) => void, progress: (table: string) => void) {
  const opening: Opening = { countersign: 'backup', format: 1, version, made, database: raw.dialect, migrations: await migrationsOf(raw) }
  yield `${JSON.stringify(opening)}\n`
  const tables: Table[] = []
  for (const shape of await shapesOf(raw)) {
    progress(shape.name)
    yield `${JSON.stringify({ table: shape })}\n`
    tables.push(yield* tableLines(raw, shape))
  }
  const [head] = await raw.ask(`SELECT value FROM meta WHERE key = 'audit-head'`)
  const { countersign: _, format: __, ...said } = opening
  const manifest: Manifest = { ...said, tables, sequences: await sequencesOf(raw), auditHead: String(head?.[0] ?? '') }
  told(manifest)
  yield `${JSON.stringify({ manifest, mac: mac(JSON.stringify(manifest)) })}\n`
}

export interface Backup {
  raw: Raw
  path: string
  recipients: readonly string[]
  mac: Mac
  version: string
  made: string
  progress?: (table: string) => void
}

/** Writes one. The file gets its name when it is whole and on the disk. */
export async function writeBackup({ raw, path, recipients, mac, version, made, progress = () => {} }: Backup): Promise<Manifest> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  if (existsSync(path) || existsSync(besideOf(path))) throw new CannotStart(`${path} is there already. Give another name.`)
  const part = `${path}.part`
  let file: number | undefined
  try {
    rmSync(part, { force: true })
    const open = file = openSync(part, 'wx', 0o600)
    let manifest: Manifest | undefined
    const lines = Readable.from(linesOf(raw, version, made, mac, (whole) => { manifest = whole }, progress))
    const packed = pipeline(lines, createGzip(), () => {})
    const sealed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>)
    const digest = createHash('sha256')
    let size = 0
    for await (const chunk of sealed as unknown as AsyncIterable<Uint8Array>) {
      digest.update(chunk)
      for (let at = 0; at < chunk.length;) at += writeSync(open, chunk, at)
      size += chunk.length
    }
    fsyncSync(open)
    const facts = { manifest: manifest!, file: { size, sha256: digest.digest('hex') } }
    const beside = openSync(besideOf(path), 'wx', 0o600)
    writeSync(beside, `${JSON.stringify({ ...facts, mac: mac(JSON.stringify(facts)) } satisfies Beside)}\n`)
    fsyncSync(beside)
    closeSync(beside)
    renameSync(part, path)
    syncFolder(path)
    return manifest!
  } catch (error) {
    if (file !== undefined) for (const made of [part, besideOf(path)]) rmSync(made, { force: true })
    throw fileFault(error, path)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Is the encrypted file the one that was written, octet by octet? Needs the root key and not the recipient's. */
export async function verifyBeside(path: string, mac: Mac): Promise<Manifest> {
  let beside: Beside
  try {
    beside = JSON.parse(readFileSync(besideOf(path), 'utf8')) as Beside
  } catch {
    throw bad(path, `its manifest ${besideOf(path)} is missing or no JSON`)
  }
  const { manifest, file } = beside
  if (mac(JSON.stringify({ manifest, file })) !== beside.mac) throw bad(path, 'its manifest was changed, or another root key made it')
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
  if (statSync(path).size !== file.size || digest.digest('hex') !== file.sha256) throw bad(path, 'it is not the file that was written: it was changed or cut')
  return manifest
}

/** What is done with what is read. Rows come as they are read: only the end says whether they are to be believed. */
export interface Taking {
  begin(opening: Pick<Manifest, 'migrations'>): Promise<void>
  rows(shape: Shape, rows: readonly Row[]): Promise<void>
}

/** Ends with the stream's error; readline's lines would only stop. */
async function* linesIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest !== '') yield rest
}

const held = 1000
const longest = 4_000_000

/** Reads one to its end. Throws unless every table is as the manifest says, and the manifest is ours. */
export async function readBackup(path: string, identities: readonly string[], mac: Mac, taking?: Taking): Promise<Manifest> {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  let opened: ReadableStream<Uint8Array>
  try {
    opened = await decrypter.decrypt(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>)
  } catch (error) {
    throw bad(path, `it does not open with this key (${(error as Error).message})`)
  }
  const sealed = Readable.fromWeb(opened as Parameters<typeof Readable.fromWeb>[0])
  let broken: Error | undefined
  const unpacked = pipeline(sealed, createGunzip(), (error) => { broken = error ?? undefined })
  const found: Table[] = []
  let manifest: Manifest | undefined
  let shape: Shape | undefined
  let digest: Hash | undefined
  let rows = 0
  let batch: Row[] = []
  let length = 0
  const flush = async () => {
    if (shape && batch.length > 0) await taking?.rows(shape, batch)
    batch = []
    length = 0
  }
  const close = async () => {
    await flush()
    if (shape) found.push({ ...shape, rows, digest: digest!.digest('base64url') })
    shape = undefined
  }
  let number = 0
  try {
    for await (const line of linesIn(unpacked)) {
      number++
      const value = JSON.parse(line) as Row | Record<string, unknown>
      if (number === 1) {
        const opening = value as unknown as Opening
        if (opening.countersign !== 'backup' || opening.format !== 1) throw bad(path, 'another program or a newer version made it')
        await taking?.begin(opening)
      } else if (Array.isArray(value)) {
        if (!shape) throw bad(path, `line ${number} belongs to no table`)
        digest!.update(`${line}\n`)
        rows++
        length += line.length
        batch.push(value as Row)
        if (batch.length >= held || length > longest) await flush()
      } else if ('table' in value) {
        await close()
        shape = value.table as Shape
        digest = createHash('sha256')
        rows = 0
      } else {
        await close()
        const last = value as unknown as { manifest: Manifest; mac: string }
        if (mac(JSON.stringify(last.manifest)) !== last.mac) throw bad(path, 'another root key made it')
        manifest = last.manifest
      }
    }
  } catch (error) {
    if (broken) throw bad(path, `it breaks off or was changed (${broken.message})`)
    if (error instanceof SyntaxError) throw bad(path, `line ${number} is no JSON`)
    throw error
  }
  if (!manifest) throw bad(path, 'it has no end')
  if (JSON.stringify(found) !== JSON.stringify(manifest.tables)) throw bad(path, 'its tables are not those that its manifest names')
  return manifest
}

/** Keys of a file as `age-keygen` writes it: one a line, `#` begins a remark. `add` throws at what is none; no line is ever told. */
function keysIn(path: string, what: string, add: (key: string) => void): string[] {
  let text: string
  try {
    text = fromUtf8(readFileSync(path))
  } catch (error) {
    throw new CannotStart(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}.`)
  }
  const keys = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  for (const [at, key] of keys.entries()) {
    try {
      add(key)
    } catch {
      throw new CannotStart(`${path} is no file of ${what}: the ${at === 0 ? 'first' : `${at + 1}th`} line that is no remark is none.`)
    }
  }
  if (keys.length === 0) throw new CannotStart(`${path} holds no ${what}.`)
  return keys
}

/** What opens backups: `AGE-SECRET-KEY-1…`. Refuses a file that holds anything else. */
export const identitiesIn = (path: string): string[] => keysIn(path, 'identities (AGE-SECRET-KEY-1…)', (key) => new Decrypter().addIdentity(key))

/** Whom a backup is encrypted for: a recipient (`age1…`), or a file of them. */
export function recipientsOf(given: string): string[] {
  const add = (key: string) => new Encrypter().addRecipient(key)
  if (!/^age1/i.test(given) || existsSync(given)) return keysIn(given, 'recipients (age1…)', add)
  try {
    add(given)
  } catch {
    throw new CannotStart(`${given} is no recipient: it was cut or mistyped. npm run backup -- keygen prints one.`)
  }
  return [given]
}

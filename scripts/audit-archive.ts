import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { base64url, utf8 } from '#server/bytes.ts'
import type { Base, Chain } from '#server/audit/chain.ts'
import { eventOf } from '#server/audit/file.ts'
import { createWalk, walkBegins } from '#server/audit/walk.ts'
import type { AuditTable } from '#server/db/tables.ts'
import type { Raw } from '#server/db/node-copy.ts'
import { syncFolder } from '#server/db/node-private-files.ts'
import { fileFault } from '#server/node/start-faults.ts'
import { CannotStart } from '#server/problem.ts'
import { iso } from '#server/time.ts'

const columns = [
  'seq', 'time', 'actor_id', 'actor_name', 'credential', 'address', 'action', 'object_kind', 'object_id', 'object_name', 'outcome', 'detail', 'request_id',
  'hash',
] as const satisfies readonly (keyof AuditTable)[]

/** The youngest row that may go into an archive: by then every server has seen what came later. */
export const archiveAge = 86_400_000

export interface Archive extends Base {
  rows: number
  /** Number of the first row. */
  first: number
  sha256: string
  /** Time of the first row. */
  from: number
  /** The file's name, without its folder. */
  file: string
}

/**
 * Writes the rows of the trail before an instant into a file, as an export has them, with the sealed beginning and the sealed end.
 * Throws, and leaves no file, unless the chain holds over all of them. The file gets its name when it is whole and on the disk.
 */
export async function writeArchive(raw: Raw, chain: Chain, path: string, before: number): Promise<Archive> {
  if (existsSync(path)) throw new CannotStart(`${path} is there already. Give another name.`)
  const one = async (sql: string, ...parameters: number[]) => (await raw.ask(sql, parameters))[0]?.[0] ?? null
  const sealed = await one(`SELECT value FROM meta WHERE key = 'audit-base'`)
  const base = chain.readBase(sealed?.toString())
  if (sealed !== null && !base) throw new CannotStart('The sealed beginning of the trail was changed. Nothing was archived.')
  const begins = base?.seq ?? 0
  const newest = Number(await one('SELECT max(seq) FROM audit'))
  const young = await one('SELECT min(seq) FROM audit WHERE seq > ? AND time >= ?', begins, before)
  // The newest row says where the trail ends.
  const last = Math.min(young === null ? newest : Number(young), newest) - 1
  if (last <= begins) throw new CannotStart(`There are no rows before ${iso(before)} that are not in an archive already.`)

  const walk = createWalk(chain, walkBegins())
  if (base) walk.jump(base)
  const part = `${path}.part`
  let file: number | undefined
  try {
    rmSync(part, { force: true })
    const open = file = openSync(part, 'wx', 0o600)
    const digest = createHash('sha256')
    const write = (text: string) => {
      const bytes = utf8(text)
      digest.update(bytes)
      for (let at = 0; at < bytes.length;) at += writeSync(open, bytes, at)
    }
    if (base) write(`${JSON.stringify({ base: chain.base(base) })}\n`)
    let row: AuditTable | undefined
    let from: number | undefined
    for await (const batch of raw.batches(`SELECT ${columns.join(', ')} FROM audit WHERE seq > ${begins} AND seq <= ${last} ORDER BY seq`)) {
      let lines = ''
      for (const cells of batch) {
        row = Object.fromEntries(columns.map((name, at) => [name, cells[at]])) as unknown as AuditTable
        walk.row(row)
        from ??= row.time
        lines += `${JSON.stringify({ ...eventOf(row), hash: row.hash })}\n`
      }
      write(lines)
    }
    const { walked: { seq, hash, broken, breaks, rows } } = walk
    if (broken > 0 || !row) throw new CannotStart(`The trail does not hold, and nothing of it is archived: ${breaks.map(({ why }) => why).join(' ')}`)
    write(`${JSON.stringify({ end: chain.base({ seq, hash, time: row.time }) })}\n`)
    fsyncSync(open)
    renameSync(part, path)
    syncFolder(path)
    return { seq, hash, time: row.time, rows, first: begins + 1, sha256: base64url(digest.digest()), from: from!, file: basename(path) }
  } catch (error) {
    if (file !== undefined) rmSync(part, { force: true })
    throw fileFault(error, path)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

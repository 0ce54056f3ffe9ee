import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Says what an operator must do; shown without a stack. */
export class CannotStart extends Error {}

/**
 * Reads the root key, or makes it (32 random bytes, base64, mode 0600) when the database is still empty. For a database
 * that holds something a missing key is never replaced: everything sealed with the old one would be lost for good.
 */
export function readRootKey(path: string, databaseIsEmpty: boolean): Uint8Array {
  if (!existsSync(path)) {
    if (!databaseIsEmpty) {
      throw new CannotStart(`The root key file ${path} is missing, and the database is not empty. Restore the file from your backup, or set COUNTERSIGN_ROOT_KEY_FILE to where it is. A new key cannot open this database.`)
    }
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(path, 0o600)
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new CannotStart(`The root key file ${path} can be read by other users. Run: chmod 600 ${path}`)
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new CannotStart(`The root key file ${path} does not hold 32 bytes in base64. Restore it from your backup.`)
  return key
}

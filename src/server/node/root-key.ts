import { randomBytes } from 'node:crypto'
import { 
  closeSync, fchmodSync, fsyncSync, linkSync, lstatSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeSync, type Stats,
} from 'node:fs'
import { dirname, sep } from 'node:path'
import { CannotStart } from '../problem.ts'
import { WrongRootKey } from '../secrets/vault.ts'
import { makeFolder, me, ownerOf, syncFolder } from '../db/node-private-files.ts'

/** Octets that a key file may have at most: 44 characters, and some blanks round them. */
const most = 256

const restore = 'Restore the file from your backup, or set COUNTERSIGN_ROOT_KEY_FILE to where it is.'

function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'ENOTDIR') throw new CannotStart(`The root key cannot be at ${path}: a part of that path is a file and not a folder. ${restore}`)
    throw new CannotStart(`The root key file ${path} cannot be looked at (${code ?? message}). Let this server's user read its folder.`)
  }
}

/** A link may point to its neighbour (as secrets are mounted in Kubernetes), and nowhere else: what is there, others decide. */
function refuseStrayLink(path: string): void {
  let target: string
  try {
    target = realpathSync(path)
  } catch {
    throw new CannotStart(`The root key file ${path} is a link to nothing. ${restore}`)
  }
  const folder = realpathSync(dirname(path))
  if (!target.startsWith(folder + sep))
    throw new CannotStart(
      `The root key file ${path} is a link to ${target}, in another folder. Put the file itself there, or set COUNTERSIGN_ROOT_KEY_FILE to ${target}.`,
    )
}

function refuseUnfit(path: string, found: Stats): void {
  if (found.isDirectory()) throw new CannotStart(`The root key file ${path} is a folder. ${restore}`)
  if (!found.isFile()) throw new CannotStart(`The root key file ${path} is not an ordinary file. ${restore}`)
  if (process.platform === 'win32') return
  if (found.uid !== me())
    throw new CannotStart(
      `The root key file ${path} belongs to another user (${ownerOf(found)}), who can read and change it. Run: chown ${ownerOf({ uid: me() })} ${path}`,
    )
  if ((found.mode & 0o077) !== 0)
    throw new CannotStart(
      `The root key file ${path} can be read or changed by other users (its mode is ${(found.mode & 0o777).toString(8).padStart(4, '0')}). Run: chmod 600 ` +
      `${path}. Others may have read it: if they could, take it as leaked.`,
    )
}

/** 32 octets in canonical base64, nothing before, between or behind. `Buffer` would read round any junk. */
function keyIn(path: string, found: Stats): Uint8Array {
  const refuse = (what: string) => new CannotStart(`The root key file ${path} ${what}: it holds 32 bytes in base64, 44 characters on one line. ${restore}`)
  if (found.size === 0) throw refuse('is empty')
  if (found.size > most) throw refuse(`has ${found.size} bytes and is something else`)
  let text: string
  try {
    text = readFileSync(path, 'latin1').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  } catch (error) {
    throw new CannotStart(`The root key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Run: chmod 600 ${path}`)
  }
  if (text === '') throw refuse('is empty')
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32 || key.toString('base64') !== text) throw refuse('does not hold a key')
  return key
}

function make(path: string): void {
  makeFolder(dirname(path))
  const part = `${path}.part`
  rmSync(part, { force: true })
  const file = openSync(part, 'wx', 0o600)
  try {
    // Whatever the umask is.
    fchmodSync(file, 0o600)
    writeSync(file, `${randomBytes(32).toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  // Whole or not there, and never in the place of another.
  linkSync(part, path)
  rmSync(part)
  syncFolder(path)
}

/**
 * Reads the root key, or makes it (32 random bytes, base64, mode 0600) when the database is still empty. For a database
 * that holds something a missing key is never replaced: everything sealed with the old one would be lost for good.
 */
export function readRootKey(path: string, databaseIsEmpty: boolean): Uint8Array {
  const entry = entryAt(path)
  if (entry === undefined) {
    if (!databaseIsEmpty) {
      throw new CannotStart(`The root key file ${path} is missing, and the database is not empty. ${restore} A new key cannot open this database.`)
    }
    make(path)
  } else if (entry.isSymbolicLink()) refuseStrayLink(path)
  const found = statSync(path)
  refuseUnfit(path, found)
  return keyIn(path, found)
}

/** Where the next root key lies while the database is made its own. */
export const nextOf = (path: string): string => `${path}.new`

/** Puts the next key in the place of the one before, which stays as `.old`. It may be begun anew at any step. */
export function adoptNext(path: string): void {
  if (entryAt(nextOf(path)) === undefined) return
  rmSync(`${path}.old`, { force: true })
  linkSync(path, `${path}.old`)
  renameSync(nextOf(path), path)
  syncFolder(path)
}

const readOnly = new Set(['EROFS', 'EACCES', 'EPERM', 'EBUSY'])

/** Works with the root key; with the next one, where a rotation was cut off between the database's commit and the file's. */
export async function withRootKey<T>(path: string, databaseIsEmpty: boolean, work: (key: Uint8Array) => Promise<T>): Promise<T> {
  try {
    return await work(readRootKey(path, databaseIsEmpty))
  } catch (error) {
    if (!(error instanceof WrongRootKey) || entryAt(nextOf(path)) === undefined) throw error
    const made = await work(readRootKey(nextOf(path), false))
    try {
      adoptNext(path)
    } catch (fault) {
      // Where keys are mounted, others put them in place.
      if (!readOnly.has((fault as NodeJS.ErrnoException).code ?? '')) throw fault
    }
    return made
  }
}

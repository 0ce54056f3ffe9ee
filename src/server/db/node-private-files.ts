import { chmodSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { CannotStart } from '../problem.ts'

/*
 * Everything of ours on the disk is its owner's alone: files 0600, their folder 0700, whatever the umask is. A copy of the
 * database with its root key is everything that the server has.
 */

/** Who runs this process; root where there are no users (Windows), where nothing here is asked. */
export const me = (): number => process.geteuid?.() ?? 0

/** A user as a person knows them. */
export function ownerOf({ uid }: { uid: number }): string {
  return uid === me() ? userInfo().username : uid === 0 ? 'root' : `uid ${uid}`
}

/** Makes a folder and what is missing above it, each 0700 whatever the umask is. What is there stays as it is. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
  chmodSync(path, 0o700)
}

/** What we put into the data folder: the database with its journal and lock, the root key, and the socket for orders from the machine. */
const ours = /^(?:countersign\.db(?:-wal|-shm|-journal|\.lock|\.lock-journal)?|root\.key(?:\.new|\.old)?(?:\.part)?|admin\.sock)$/

const octal = (mode: number) => (mode & 0o7777).toString(8).padStart(4, '0')

/** Narrows to `mode`, or says why not. The answer is a line for the log, or nothing where it was narrow. */
function narrow(path: string, mode: number, what: string): string | undefined {
  const found = statSync(path)
  if ((found.mode & 0o7777 & ~mode) === 0 || (what === 'file' && !found.isFile())) return undefined
  if (found.uid !== me() && me() !== 0) {
    throw new CannotStart(
      `The ${what} ${path} is open to other users (mode ${octal(found.mode)}) and belongs to ${ownerOf(found)}, so that this server cannot close it. Run as ` +
      `that user: chmod ${octal(mode)} ${path}`,
    )
  }
  chmodSync(path, mode)
  return `${path} had mode ${octal(found.mode)}, so that other users of this machine could use it; it now has ${octal(mode)}`
}

/**
 * Sees to the data folder before anything in it is opened. Files of ours that others may read or write are narrowed; so is the
 * folder, if it is ours alone. One that others use too (it holds what is not ours, or everybody may write to it) is refused:
 * narrowed, it would be taken from them. The answer is what was narrowed, for the log.
 */
export function guardDataFolder(folder: string): string[] {
  makeFolder(folder)
  if (process.platform === 'win32') return []
  const real = realpathSync(folder)
  const names = readdirSync(real)
  const isWide = (statSync(real).mode & 0o077) !== 0
  const stranger = names.find((name) => !ours.test(name))
  if (isWide && (statSync(real).mode & 0o1000) !== 0) {
    throw new CannotStart(
      `The data folder ${folder} is one that all users of this machine share. Set COUNTERSIGN_DATA to a folder of its own, such as ` +
      `${join(folder, 'countersign')}.`,
    )
  }
  if (isWide && stranger !== undefined) {
    throw new CannotStart(
      `The data folder ${folder} is open to other users (mode ${octal(statSync(real).mode)}) and holds other things than Countersign's, such as ` +
      `${stranger}. Set COUNTERSIGN_DATA to a folder of its own, or run: chmod 700 ${folder}`,
    )
  }
  const files = names.filter((name) => ours.test(name) && !name.startsWith('root.key')).map((name) => join(real, name))
  // A database that is a link has its journal and its lock beside the file itself.
  const linked = files.filter((path) => basename(path) === 'countersign.db' && lstatSync(path).isSymbolicLink() && existsSync(path))
    .flatMap((path) => ['-wal', '-shm', '.lock'].map((ending) => realpathSync(path) + ending)).filter((path) => existsSync(path))
  return [narrow(real, 0o700, 'data folder'), ...[...files, ...linked].filter((path) => existsSync(path)).map((path) => narrow(path, 0o600, 'file'))].filter(
    (line) => line !== undefined,
  )
}

/** What was made or renamed beside this file is there after a power cut too. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

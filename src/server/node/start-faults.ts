import { accessSync, closeSync, constants, openSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CannotOpen, StoreUnavailable } from '../db/store.ts'
import { CannotStart } from '../problem.ts'
import { guardDataFolder, makeFolder } from '../db/node-private-files.ts'
import type { Settings } from './settings.ts'

/*
 * What keeps a server from starting, said in one line: the setting by name, as it was set or not, and what is wrong with it.
 */

interface SystemFault extends Error {
  code: string
}
const isSystemFault = (error: unknown): error is SystemFault =>
  error instanceof Error && typeof (error as { code?: unknown }).code === 'string' && 'syscall' in error

/** `PORT is 80`, or `PORT is not set and so 4000`: whoever reads it knows which of the two to change. */
const named = (env: NodeJS.ProcessEnv, name: string, value: string | number) => (env[name] ? `${name} is ${value}` : `${name} is not set and so ${value}`)

const ofFiles: Record<string, string> = {
  EACCES: 'this account may not write there', EPERM: 'this account may not write there', EROFS: 'its file system is read-only',
  ENOTDIR: 'a part of that path is a file and no folder',
  EEXIST: 'that is a file and no folder', ENOENT: 'no file can be made there',
  ENOSPC: 'the disk is full', EFBIG: 'it may not become as large', EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'that path is too long',
  ELOOP: 'its links lead in a circle', EISDIR: 'a folder stands where a file should be', EIO: 'the disk fails', EINVAL: 'no file can be made there',
  ENOTSUP: 'no file can be made there',
}
const why = ({ code, message }: SystemFault) => ofFiles[code] ?? `the system says ${code} (${message.split('\n')[0]})`

/** Makes the data folder where there is none, and sees that it is ours alone and that files can be made in it. Answers what was narrowed. */
export function prepareDataFolder(env: NodeJS.ProcessEnv, folder: string): string[] {
  const refuse = (reason: string): never => {
    throw new CannotStart(`${named(env, 'COUNTERSIGN_DATA', folder)}, but ${reason}. Set COUNTERSIGN_DATA to a folder that this account may write to.`)
  }
  try {
    makeFolder(folder)
    if (!statSync(folder).isDirectory()) refuse(ofFiles.EEXIST!)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    // Root may write everywhere, says access(2): also where no file can be made (/proc).
    const probe = join(folder, `.writable-${process.pid}`)
    closeSync(openSync(probe, 'wx', 0o600))
    rmSync(probe)
    return guardDataFolder(folder)
  } catch (error) {
    if (!isSystemFault(error)) throw error
    return refuse(why(error))
  }
}

/** Why a file that a command was to write is not there: the same words, with its name. */
export const fileFault = (error: unknown, path: string): unknown =>
  isSystemFault(error) && error.code in ofFiles ? new CannotStart(`${path} cannot be written: ${why(error)}.`) : error

/** Why nothing can be listened to. */
export function listenFault(error: unknown, env: NodeJS.ProcessEnv, { host, port }: Settings): unknown {
  if (!isSystemFault(error)) return error
  const onPort = named(env, 'PORT', port)
  const onHost = named(env, 'HOST', host)
  switch (error.code) {
    case 'EADDRINUSE':
      return new CannotStart(`${onPort}, and on ${host} that port is taken by another program. Stop it, or set PORT to another.`)
    case 'EACCES':
    case 'EPERM':
      return new CannotStart(
        `${onPort}, which this account may not listen on` +
          (port < 1024
            ? ': ports below 1024 are for root or who has CAP_NET_BIND_SERVICE. Put a proxy in front, or set PORT to 1024 or more.'
            : '. Set PORT to another.'),
      )
    case 'EADDRNOTAVAIL':
      return new CannotStart(`${onHost}, which is no address of this machine. Set HOST to one of its own, such as 127.0.0.1.`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NONAME':
      return new CannotStart(`${onHost}, a name that no address is found for. Set HOST to an address of this machine, such as 127.0.0.1.`)
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return new CannotStart(`${onHost}, an address of a kind that this machine does not speak. Set HOST to one of its own, such as 127.0.0.1.`)
    default:
      return new CannotStart(`${onHost}, ${onPort}, and nothing can be listened to there: the system says ${error.code}.`)
  }
}

/** Why the database cannot be opened; PostgreSQL's driver names its setting itself. */
export function storeFault(error: unknown, env: NodeJS.ProcessEnv, { databaseUrl, dataFolder }: Settings): unknown {
  if (databaseUrl !== undefined || error instanceof CannotOpen) return error
  const reason = error instanceof StoreUnavailable ? error.message : isSystemFault(error) ? why(error) : undefined
  return reason === undefined ? error : new CannotStart(`${named(env, 'COUNTERSIGN_DATA', dataFolder)}, but its countersign.db cannot be used: ${reason}.`)
}

/** Why the root key can be neither read nor made. */
export function rootKeyFault(error: unknown, env: NodeJS.ProcessEnv, { rootKeyFile }: Settings): unknown {
  return isSystemFault(error) ? new CannotStart(`${named(env, 'COUNTERSIGN_ROOT_KEY_FILE', rootKeyFile)}, but ${why(error)}.`) : error
}

/** The line for the operator; a stack only where it is a fault of ours. */
export function startFaultText(error: unknown, doing = 'Countersign cannot start: '): string {
  const plain = error instanceof CannotStart || error instanceof CannotOpen || error instanceof StoreUnavailable
  if (plain) return error.message
  return isSystemFault(error) ? `${doing}${error.message}` : error instanceof Error ? (error.stack ?? error.message) : String(error)
}

import { Client, type ClientConfig } from 'pg'
import { toUnavailable } from './postgres-errors.ts'
import { CannotOpen, StoreUnavailable } from './store.ts'

/*
 * DATABASE_URL, and what may be wrong with it or behind it, each in a line. It has a password in it, so nothing of it is said
 * back but host, port, user and database, and those only where they cannot be a part of a password.
 */

const sslmodes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']

const refuse = (what: string): never => {
  throw new CannotOpen(`DATABASE_URL must be like postgres://user:password@host:5432/database; ${what}.`)
}

/**
 * Reads it, strictly: what a URL gives a meaning (`@` `/` `?` `#` `%`) ends the password where it stands in it as it is, and its
 * rest would be taken for a host and asked for. Only `@` cannot be misread, since the last one counts.
 */
export function readUrl(text: string): URL {
  if (!/^postgres(ql)?:\/\//i.test(text)) return refuse('it does not begin with postgres://')
  const encoded = 'in a password write %40 for @, %2F for /, %3F for ?, %23 for #, %25 for %'
  if (text.includes('#')) return refuse(`it has a # in it: ${encoded}`)
  if (/%(?![0-9a-f]{2})/i.test(text)) return refuse(`it has a % that stands for no character: ${encoded}`)
  if (/[\s\p{Cc}\\]/u.test(text)) return refuse('it has a blank or a backslash in it: write %20, %5C')
  const rest = text.slice(text.indexOf('//') + 2)
  const authority = /^[^/?]*/.exec(rest)![0]
  if (rest.slice(authority.length).includes('@')) return refuse(`it has an @ behind a / or ?: ${encoded}`)
  if (!URL.canParse(text)) return refuse(`it cannot be read as a URL: ${encoded}`)
  const url = new URL(text)
  const sslmode = url.searchParams.get('sslmode') ?? 'disable'
  if (!sslmodes.includes(sslmode)) return refuse(`its sslmode is not one of ${sslmodes.join(', ')}`)
  for (const part of [url.username, url.password, url.hostname, url.pathname, url.search]) {
    try {
      decodeURIComponent(part)
    } catch {
      return refuse(`it has a % that stands for no character: ${encoded}`)
    }
  }
  return url
}

/** A client of these settings. Throws `CannotOpen` for what it cannot use, such as a file of certificates that is not there. */
export function clientOf(config: ClientConfig): Client {
  try {
    return new Client(config)
  } catch (error) {
    throw new CannotOpen(`DATABASE_URL cannot be used: ${(error as Error).message.split('\n')[0]}.`, { cause: error })
  }
}

/** Of Node's TLS, when the server's certificate is not accepted. */
const certificate = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_\w+)$/

/** Why a start on this database fails, by what the network or the server said; anything else is answered as it is. */
export function openFault(error: unknown, url: URL): unknown {
  if (error instanceof CannotOpen) return error
  if (!(error instanceof Error)) return error
  const { code = '' } = error as { code?: string }
  const host = decodeURIComponent(url.searchParams.get('host') ?? url.hostname) || 'localhost'
  const at = `${host}, port ${url.searchParams.get('port') ?? (url.port || '5432')}`
  const user = decodeURIComponent(url.username)
  const database = decodeURIComponent(url.pathname.slice(1)) || user
  const cannot = (what: string) => new StoreUnavailable(`DATABASE_URL: ${what}`, { cause: error })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return cannot(`no address is found for the host ${host}.`)
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return cannot(`nothing listens at ${at}. Is PostgreSQL running there?`)
  if (['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EACCES', 'EADDRNOTAVAIL', 'EINVAL'].includes(code) || /timeout/i.test(error.message))
    return cannot(`${at} cannot be reached.`)
  if (code === '28P01' || code === '28000' || /SASL|SCRAM|no password|client password/i.test(error.message))
    return cannot(`PostgreSQL at ${at} lets the user ${user} not in: the password is wrong, or pg_hba.conf has no line for it.`)
  if (code === '3D000')
    return cannot(`PostgreSQL at ${at} has no database ${database}. Make it with: createdb --encoding=UTF8 --template=template0 ${database}`)
  if (code === '42501') return cannot(`the user ${user} may not make tables in the database ${database}. Make it the database's owner.`)
  if (certificate.test(code) || /SSL|certificate/i.test(error.message))
    return cannot(
      `${at}: ${code === '' ? 'PostgreSQL speaks no TLS there, but sslmode asks for it' : `the certificate of PostgreSQL is not accepted (${code})`}.`,
    )
  if (code === 'ECONNRESET' || code === 'EPIPE' || /^Connection terminated|Received unexpected|unexpected message/i.test(error.message))
    return cannot(`what answers at ${at} is not PostgreSQL, or hung up.`)
  const known = toUnavailable(error)
  return known instanceof StoreUnavailable ? cannot(`PostgreSQL at ${at} says: ${error.message.split('\n')[0]} (${code}).`) : error
}

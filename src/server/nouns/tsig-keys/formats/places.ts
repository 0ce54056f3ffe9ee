/** A nameserver by its address; `port` only where it is not 53. */
export interface Server {
  address: string
  port: number | undefined
}

/** What an export speaks of besides the key: one server and one zone. `known` is false where they are examples. */
export interface Places {
  server: Server
  serverKnown: boolean
  zone: string
  zoneKnown: boolean
}

/** Addresses and names that nobody has (RFC 5737, RFC 2606): plainly to be replaced. */
const exampleServer: Server = { address: '192.0.2.1', port: undefined }
const exampleZone = 'example.com'

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`)

function isAddress(text: string): boolean {
  if (ipv4.test(text)) return true
  if (text.length > 45 || !/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text)) return false
  // There is no node:net in a browser tab; its parser of URLs knows IPv6 as well.
  return URL.canParse(`http://[${text}]/`)
}

/**
 * An address, also as the programs write one with a port: `192.0.2.1@5353` (NSD, Knot), `192.0.2.1#5353` (dig, BIND's log),
 * `192.0.2.1:5353`, `[2001:db8::1]:5353`.
 */
function serverOf(text: string): Server | undefined {
  const found = /^\[([^\]]*)\](?:[:@#](.*))?$/.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text) ?? /^([^@#]*)(?:[@#](.*))?$/.exec(text)
  const [, address, port] = found ?? []
  if (address === undefined || !isAddress(address)) return undefined
  if (port === undefined) return { address, port: undefined }
  const number = /^[1-9]\d{0,4}$/.test(port) ? Number(port) : 0
  return number >= 1 && number <= 65_535 ? { address, port: number === 53 ? undefined : number } : undefined
}

/**
 * A domain name of two labels or more, as it may stand in any configuration file unquoted; under `arpa` also one of RFC 2317
 * (`0/25.2.0.192.in-addr.arpa`). A name that is a host's by its looks (`ns1.…`) is no zone.
 */
function zoneOf(text: string): string | undefined {
  const name = text.replace(/\.$/, '').toLowerCase()
  if (
    name.length > 240 ||
    !(
      name.endsWith('.arpa')
        ? /^[a-z0-9_-][a-z0-9_/-]{0,62}(?:\.[a-z0-9_-]{1,63})*\.arpa$/
        : /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.[a-z][a-z0-9-]{0,61}[a-z0-9]$/
    ).test(name)
  )
    return undefined
  return /^(?:ns|dns)\d*\./.test(name) || name.split('.').some((label) => label.startsWith('-')) ? undefined : name
}

/** The first server and the first zone of what people noted; examples where there is none. */
export function placesOf(usedBy: readonly string[]): Places {
  const server = usedBy.map(serverOf).find((found) => found !== undefined)
  const zone = usedBy.map(zoneOf).find((found) => found !== undefined)
  return { server: server ?? exampleServer, serverKnown: server !== undefined, zone: zone ?? exampleZone, zoneKnown: zone !== undefined }
}

/** `address@port`, as NSD and Knot write it. */
export const atPort = ({ address, port }: Server): string => (port === undefined ? address : `${address}@${port}`)

/** `address:port`, an IPv6 address in brackets. */
export const hostPort = ({ address, port = 53 }: Server): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)

import { lookup as resolve } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { AskOutside, CallApi, OutsideFault } from '../host.ts'

/** What is no host of the internet's, by IANA's registries of special addresses (RFC 6890): ours, our neighbours', nobody's. */
const special = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.31.196.0', 24], ['192.52.193.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) special.addSubnet(net, bits, 'ipv4')

/** In IPv6 the internet is 2000::/3; mapped, NAT64, local and multicast addresses lie outside of it. */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
const special6 = new BlockList()
// 2001::/23 has Teredo, which carries an IPv4 address, and ORCHID; 2002::/16 is 6to4, which carries one too.
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const)
  special6.addSubnet(net, bits, 'ipv6')

/** Is this, written plainly, an address on the internet? Anything with a zone, and anything else, is not. */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  return family === 6 && global.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}

const connectPatience = 3_000
const patience = 10_000
const bytesMax = 1024 * 1024
/** Nobody has more; an answer with hundreds is somebody trying something. */
const addressesMax = 32

/** What a test puts in the place of the network's. Nothing of it can be set from outside the process. */
export interface OutsideParts {
  lookup?: (name: string) => Promise<readonly { address: string; family: number }[]>
  permits?: (address: string) => boolean
  request?: typeof httpsRequest
  /** Who vouches for certificates (PEM), instead of whom Node trusts. */
  ca?: string | undefined
  connectPatience?: number
  patience?: number
}

class Fault extends Error {
  readonly fault: OutsideFault
  constructor(fault: OutsideFault) {
    super(fault)
    this.fault = fault
  }
}

/** Node's codes for a handshake that failed: OpenSSL's names of what is wrong with a certificate, most of which have CERT in them. */
const isTls = (code: string) => /CERT|TLS|SSL|EPROTO|ALTNAME|SELF_SIGNED|ISSUER|UNABLE_TO|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL|HOSTNAME/.test(code)

/** The one address to connect to: looked up once, and refused if any of them is not on the internet. */
async function pinned(name: string, { lookup, permits }: Required<Pick<OutsideParts, 'lookup' | 'permits'>>) {
  const found = await lookup(name).catch(() => [])
  if (found.length === 0) throw new Fault('name')
  // One bad one spoils all: a name that leads to both is a name that is meant to be tried again.
  if (found.length > addressesMax || !found.every(({ address }) => permits(address))) throw new Fault('address')
  return found[0]!
}

interface Sent {
  method: string
  headers: Readonly<Record<string, string>>
  body?: string | undefined
}
type Answer = { status: number; text: string; milliseconds: number; tls?: string } | { fault: OutsideFault; milliseconds: number }

/** The host's way to other servers; see `AskOutside`. */
export function createOutside(parts: OutsideParts = {}): AskOutside {
  const send = createSend(parts)
  return (url, headers) => send(url, { method: 'GET', headers })
}

/** The host's way to APIs in one's own network; see `CallApi`. `over` are the parts of a test. */
export function createCallApi(over: OutsideParts = {}): CallApi {
  return ({ method, url, headers, body, permits }) => {
    const request = url.startsWith('http:') ? httpRequest : httpsRequest
    return createSend({ request, ...over, permits })(url, { method, headers, body })
  }
}

function createSend({
  lookup = (name) => resolve(name, { all: true, verbatim: true }), permits = isPublicAddress, request = httpsRequest, ca,
  connectPatience: connectMost = connectPatience, patience: most = patience,
}: OutsideParts): (text: string, sent: Sent) => Promise<Answer> {
  return async (text, { method, headers, body }) => {
    const began = performance.now()
    const milliseconds = () => Math.round(performance.now() - began)
    const over = new AbortController()
    const timer = setTimeout(() => over.abort(), most)
    try {
      const late = new Promise<never>((_, reject) => over.signal.addEventListener('abort', () => reject(new Fault('timeout'))))
      late.catch(() => {})
      const url = new URL(text)
      const name = url.hostname.replace(/^\[(.*)\]$/, '$1')
      const { address, family } = await Promise.race([pinned(name, { lookup, permits }), late])
      const options: RequestOptions = {
        // The address and not the name: it is not looked up a second time. The certificate must be of the name all the same,
        // whatever NODE_TLS_REJECT_UNAUTHORIZED says.
        host: address, family, ...(isIP(name) === 0 ? { servername: name } : {}), port: url.port || undefined, path: url.pathname + url.search, method,
        agent: false,
        minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }),
        headers: { Host: url.host, Accept: 'application/json', 'Accept-Encoding': 'identity', ...headers },
        signal: over.signal, maxHeaderSize: 16_384,
      }
      const answer = new Promise<{ status: number; text: string; tls?: string }>((done, reject) => {
        const sent = request(options, (response) => {
          clearTimeout(connecting)
          const parts: Buffer[] = []
          let size = 0
          // Asked now: at the end the connection may be gone.
          const tls = 'getProtocol' in response.socket ? (response.socket as TLSSocket).getProtocol() : null
          response.on('data', (part: Buffer) => {
            size += part.length
            if (size > bytesMax) {
              reject(new Fault('too-large'))
              sent.destroy()
            } else parts.push(part)
          })
          response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), ...(tls === null ? {} : { tls }) }))
          response.on('error', () => reject(new Fault('broken')))
          response.on('close', () => reject(new Fault('broken')))
        })
        const connecting = setTimeout(() => {
          reject(new Fault('timeout'))
          sent.destroy()
        }, connectMost)
        sent.on('socket', (socket) => {
          socket.once('secureConnect', () => clearTimeout(connecting))
          if (request !== httpsRequest) socket.once('connect', () => clearTimeout(connecting))
        })
        sent.on('error', (error: Error & { code?: string }) => {
          clearTimeout(connecting)
          const code = error.code ?? ''
          reject(
            new Fault(
              over.signal.aborted || code === 'ETIMEDOUT' ? 'timeout' : isTls(code) ? 'certificate' : code.startsWith('HPE_') ? 'broken' : 'unreachable',
            ),
          )
        })
        sent.end(body)
      })
      return { ...(await Promise.race([answer, late])), milliseconds: milliseconds() }
    } catch (error) {
      return { fault: error instanceof Fault ? error.fault : 'broken', milliseconds: milliseconds() }
    } finally {
      clearTimeout(timer)
    }
  }
}

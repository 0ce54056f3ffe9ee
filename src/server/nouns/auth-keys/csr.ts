import { fromBase64 } from '../../bytes.ts'

/** Why a text is no certificate signing request, in words for the person who pasted it. */
export class CsrError extends Error {}

interface Element {
  tag: number
  body: Uint8Array
}

const refuse = (message: string): never => {
  throw new CsrError(message)
}
const broken = () => refuse('This is not a CSR: its structure is not that of a PKCS #10 request, or something is missing.')

/** The elements that these bytes are made of, one after another (X.690, definite lengths only, as DER demands). */
function elements(bytes: Uint8Array): Element[] {
  const found: Element[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at]!
    let length = bytes[at + 1] ?? broken()
    at += 2
    if ((tag & 0x1f) === 0x1f || length === 0x80) broken()
    if (length > 0x80) {
      const size = length & 0x7f
      if (size > 3) broken()
      length = 0
      for (const byte of bytes.subarray(at, at + size)) length = length * 256 + byte
      at += size
    }
    if (at + length > bytes.length) broken()
    found.push({ tag, body: bytes.subarray(at, at + length) })
    at += length
  }
  return found
}

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OID = 0x06

/** The parts of an element of this tag; at least as many as `tags`, each of its own tag. */
function parts(element: Element | undefined, tag: number, tags: readonly number[] = []): Element[] {
  if (element?.tag !== tag) return broken()
  const found = elements(element.body)
  if (tags.some((wanted, at) => found[at]?.tag !== wanted)) broken()
  return found
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const commonName = '550403'
const extensionRequest = '2a864886f70d01090e'
const subjectAltName = '551d11'
const dnsName = 0x82
const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 300))

/** Names in the subject: an RDN is a set of pairs, and the common name is one of them. */
const commonNames = (name: Element): string[] =>
  elements(name.body).flatMap((rdn) => parts(rdn, SET)).flatMap((pair) => {
    const [type, value] = parts(pair, SEQUENCE, [OID])
    return hex(type!.body) === commonName && value ? [ascii(value.body)] : []
  })

const altNames = (attributes: Element): string[] =>
  elements(attributes.body).flatMap((attribute) => {
    const [type, values] = parts(attribute, SEQUENCE, [OID, SET])
    if (hex(type!.body) !== extensionRequest) return []
    return elements(values!.body).flatMap((extensions) => parts(extensions, SEQUENCE)).flatMap((extension) => {
      const [kind, ...rest] = parts(extension, SEQUENCE, [OID])
      const value = rest.find(({ tag }) => tag === OCTET_STRING)
      if (hex(kind!.body) !== subjectAltName || !value) return []
      return parts(elements(value.body)[0], SEQUENCE).filter(({ tag }) => tag === dnsName).map(({ body }) => ascii(body))
    })
  })

function derOf(text: string): Uint8Array {
  if (/PRIVATE KEY-----/.test(text)) refuse('This holds a private key. It belongs in no form: take it as leaked, and paste the CSR only.')
  const pem = /^-----BEGIN ((?:NEW )?CERTIFICATE REQUEST)-----([\s\S]*)-----END \1-----$/.exec(text.trim())
  const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(text)?.[1]
  if (!pem && label?.includes('CERTIFICATE REQUEST')) refuse('Paste the CSR alone, from its BEGIN line to its END line.')
  if (!pem && label !== undefined) refuse(`This is no CSR but something else: ${label}.`)
  const base64 = (pem?.[2] ?? text).replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) refuse('This is not a CSR: PEM or base64 is expected.')
  try {
    return fromBase64(base64)
  } catch {
    return refuse('This is not a CSR: its base64 is broken.')
  }
}

/**
 * Reads a PKCS #10 request (RFC 2986) far enough to know that it is one, and what it asks for: the DNS names of subject and
 * extension request. Neither signature nor key is checked; that is the CA's to do. Throws `CsrError`.
 */
export function readCsr(text: string): { domains: string[] } {
  const outer = elements(derOf(text))
  if (outer.length !== 1) broken()
  const [info, algorithm, signature, ...more] = parts(outer[0], SEQUENCE, [SEQUENCE, SEQUENCE, BIT_STRING])
  if (more.length > 0 || signature!.body.length < 2) broken()
  parts(algorithm, SEQUENCE, [OID])
  // A certificate has these three, too; what its first holds begins with [0] and not with a number.
  if (elements(info!.body)[0]?.tag === 0xa0) refuse('This is a certificate. A CSR is what it was made from.')
  const [version, subject, key, attributes] = parts(info, SEQUENCE, [INTEGER, SEQUENCE, SEQUENCE])
  if (hex(version!.body) !== '00') broken()
  parts(parts(key, SEQUENCE, [SEQUENCE, BIT_STRING])[0], SEQUENCE, [OID])
  if (attributes && attributes.tag !== 0xa0) broken()
  const names = [...commonNames(subject!), ...(attributes ? altNames(attributes) : [])].map((name) => name.toLowerCase())
  return { domains: [...new Set(names)].filter((name) => /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(name)).slice(0, 100) }
}

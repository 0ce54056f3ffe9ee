import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/* X.509 (RFC 5280) as far as a test of TLS needs it: P-256, one name, a few days. Made anew each time, so that no key lies about. */

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const size = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const hex = (text: string) => Buffer.from(text, 'hex')
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts)
const commonName = (name: string) => sequence(der(0x31, sequence(hex('0603550403'), der(0x0c, Buffer.from(name)))))
const utc = (at: number) => der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
const ecdsaWithSha256 = sequence(hex('06082a8648ce3d040302'))
const day = 86_400_000

export interface TestCertificate {
  cert: string
  key: string
}

interface Asked {
  /** A host name, or an IPv4 address. */
  name: string
  /** Who signs; itself without one. */
  by?: TestCertificate & { name: string }
  authority?: true
  /** How many days ago it ended. */
  ended?: number
}

/** A certificate of this name, and its key. */
export function testCertificate({ name, by, authority, ended = -2 }: Asked): TestCertificate & { name: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const address = /^[\d.]+$/.test(name)
  const alternative = address ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name))
  const extension = authority
    ? sequence(hex('0603551d13'), hex('0101ff'), der(0x04, sequence(hex('0101ff'))))
    : sequence(hex('0603551d11'), der(0x04, sequence(alternative)))
  const told = sequence(
    der(0xa0, hex('020102')), der(0x02, Buffer.from([1]), randomBytes(8)), ecdsaWithSha256, commonName(by?.name ?? name),
    sequence(utc(Date.now() - 9 * day), utc(Date.now() - ended * day)), commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(extension)),
  )
  const signer: KeyObject = by ? createPrivateKey(by.key) : privateKey
  const whole = sequence(told, ecdsaWithSha256, der(0x03, Buffer.from([0]), sign('sha256', told, signer)))
  return {
    name,
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

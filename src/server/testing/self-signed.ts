import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/*
 * A certificate of one's own, written by hand: Node reads them and makes none, and a test should not need OpenSSL (RFC 5280 §4.1).
 */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const text = (tag: number, value: string) => der(tag, Buffer.from(value))
const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const time = (at: number) => text(0x17, new Date(at).toISOString().slice(2).replaceAll(/[-:T]|\.\d+/g, ''))
const commonName = (name: string) => sequence(der(0x31, sequence(identifier('550403'), text(0x0c, name))))
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))

/** Key and certificate for this IPv4 address, good for a day round now, as PEM. */
export function selfSigned(address: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = commonName('countersign test')
  const alternative = sequence(identifier('551d11'), der(0x04, sequence(der(0x87, Buffer.from(address.split('.').map(Number))))))
  const day = 86_400_000
  const version3 = der(0xa0, der(0x02, Buffer.from([2])))
  const serial = der(0x02, Buffer.from([1]), randomBytes(8))
  const body = sequence(
    version3, serial, ecdsaWithSha256, name, sequence(time(Date.now() - day), time(Date.now() + day)), name,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(alternative)),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const whole = sequence(body, ecdsaWithSha256, signature)
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}

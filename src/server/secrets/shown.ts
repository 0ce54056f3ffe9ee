/** What stands for a secret that is not shown. */
export const mask = '••••••••'

/** Base64 and the mask need no escapes anywhere; anything else is no secret of ours. Throws `RangeError`. */
export function plainSecret(secret: string | undefined): string {
  if (secret === undefined) return mask
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) throw new RangeError('A secret is canonical base64')
  return secret
}

/** Endings of what is worth compressing. */
export const compressible: ReadonlySet<string> = new Set(['.js', '.css', '.svg', '.json', '.txt', '.webmanifest'])

/** How a file may be sent, the smallest first, and what the build calls that form of it. */
export const encodings = [{ name: 'br', ending: '.br' }, { name: 'gzip', ending: '.gz' }] as const
export type Encoding = (typeof encodings)[number]['name']

/** Does an `Accept-Encoding` allow this one (RFC 9110, 12.5.3)? What is not named is allowed only by `*`; `q=0` forbids. */
export function accepts(header: string, encoding: Encoding): boolean {
  const asked = new Map(header.toLowerCase().split(',').map((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    return [name, !parameters.some((text) => /^q=0(?:\.0{0,3})?$/.test(text))]
  }))
  return asked.get(encoding) ?? asked.get('*') ?? false
}

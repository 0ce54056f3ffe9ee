import { several } from '#contract/several.ts'
/** A text that somebody brings. With secrets in it, it never becomes state of React's (S8). */
export interface Source {
  /** Of a file; what is pasted has none. */
  name?: string
  about?: string
  read: () => string
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`
const kilobytes = (bytes: number) =>
  bytes < 1024 ? `${bytes} bytes` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024).toLocaleString('en')} KiB` : megabytes(bytes)

/** `This has 8.1 MiB. At most 8 MiB are taken at once`, rounded up, so that it is never said of what is allowed. */
export const tooLarge = (bytes: number, max: number) =>
  `This has ${megabytes(Math.ceil(bytes / 104_857.6) * 104_857.6)}. At most ${megabytes(max)} are taken at once`

/** What is wanted of a file. */
export interface Wanted {
  /** `no configuration`, `no JSON`: what a file is that is no text. */
  otherwise: string
  /** Bytes. */
  max: number
  /** What can be done about its size. */
  instead?: string
}

/** What stands in no text: controls other than tabs, line breaks and page breaks. */
// oxlint-disable-next-line no-control-regex -- what tells a text from anything else
const controls = /[\0-\x08\x0e-\x1f]/

interface Encoding {
  label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1'
  /** As people call it; the usual one has no need to be named. */
  name?: string
  /** Nothing in the file says that it is this, so it has to read like text. */
  guessed?: true
}

/** UTF-16 says so by its mark. Without one, every second byte of what is mostly ASCII is NUL, on the side of the big end. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { label: 'utf-16le', name: 'UTF-16' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { label: 'utf-16be', name: 'UTF-16' }
  if (!bytes.includes(0)) return undefined
  const zeros = [0, 0]
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at % 2]! += 1
  const [even = 0, odd = 0] = zeros
  const half = bytes.length / 4
  if (odd > half && even < half) return { label: 'utf-16le', name: 'UTF-16', guessed: true }
  return even > half && odd < half ? { label: 'utf-16be', name: 'UTF-16', guessed: true } : undefined
}

function decoded(bytes: Uint8Array, { label, guessed }: Encoding): string | undefined {
  try {
    // A byte order mark is no part of the text: the decoder takes it away.
    const text = new TextDecoder(label, { fatal: true }).decode(bytes)
    return text.includes('\0') || (guessed && controls.test(text)) ? undefined : text
  } catch {
    return undefined
  }
}

/** UTF-8 is so strict that other text is hardly ever taken for it; Latin-1 takes anything, so it is the last. */
function textOf(bytes: Uint8Array): { text: string; encoding: Encoding } | undefined {
  const wide = wideEncoding(bytes)
  for (const encoding of wide ? [wide] : [{ label: 'utf-8' } as const, { label: 'latin1', name: 'Latin-1', guessed: true } as const]) {
    const text = decoded(bytes, encoding)
    if (text !== undefined) return { text, encoding }
  }
  return undefined
}

/** Reads a file in this tab: UTF-8, UTF-16 or Latin-1. Throws an `Error` in words for people. */
export async function readTextFile(file: File, { otherwise, max, instead = '' }: Wanted): Promise<Source> {
  if (file.size > max) throw new Error(`${tooLarge(file.size, max)}${instead}.`)
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error('The file could not be read. Choose it again.')
  })
  const found = textOf(new Uint8Array(bytes))
  if (!found) throw new Error(`This file is not text, so it is ${otherwise}.`)
  const { text, encoding } = found
  const lines = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
  const about = [
    kilobytes(file.size),
    several(lines, 'line'),
    ...(encoding.name === undefined ? [] : [encoding.name]),
  ]
  return { name: file.name, about: about.join(', '), read: () => text }
}

import { importBytesMax } from '#contract/tsig-keys.ts'

/** Where the text to import is: it never becomes state of React's, since there are secrets in it (S8). */
export interface Source {
  /** Of a file; what is pasted has none. */
  name?: string
  about?: string
  read: () => string
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`
const kilobytes = (bytes: number) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024).toLocaleString('en')} KiB` : megabytes(bytes))
const tooLarge = (bytes: number) => `This has ${megabytes(Math.ceil(bytes / 104_857.6) * 104_857.6)}. At most ${megabytes(importBytesMax)} are taken at once: import it in parts.`

/** Reads a file in this tab. Throws an `Error` in words for people. */
export async function readFile(file: File): Promise<Source> {
  if (file.size > importBytesMax) throw new Error(tooLarge(file.size))
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error('The file could not be read. Choose it again.')
  })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error('This file is not text in UTF-8, so it is no configuration.')
  }
  if (text.includes('\0')) throw new Error('This file is not text in UTF-8, so it is no configuration.')
  const lines = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
  return { name: file.name, about: `${kilobytes(file.size)}, ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`, read: () => text }
}

/** Why a text cannot be sent, or `undefined`. Counted as it travels: JSON writes a line break in two bytes. */
export function textFault(text: string): string | undefined {
  if (text.trim() === '') return 'Paste configuration text, or choose a file.'
  const bytes = new TextEncoder().encode(JSON.stringify({ text, dryRun: true })).length
  return bytes > importBytesMax ? tooLarge(bytes) : undefined
}

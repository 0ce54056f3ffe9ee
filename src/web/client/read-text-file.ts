/** A text that somebody brings. With secrets in it, it never becomes state of React's (S8). */
export interface Source {
  /** Of a file; what is pasted has none. */
  name?: string
  about?: string
  read: () => string
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`
const kilobytes = (bytes: number) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024).toLocaleString('en')} KiB` : megabytes(bytes))

/** `This has 8.1 MiB. At most 8 MiB are taken at once`, rounded up, so that it is never said of what is allowed. */
export const tooLarge = (bytes: number, max: number) => `This has ${megabytes(Math.ceil(bytes / 104_857.6) * 104_857.6)}. At most ${megabytes(max)} are taken at once`

/** What is wanted of a file. */
export interface Wanted {
  /** `no configuration`, `no JSON`: what a file is that is no text. */
  otherwise: string
  /** Bytes. */
  max: number
  /** What can be done about its size. */
  instead?: string
}

/** Reads a file in this tab. Throws an `Error` in words for people. */
export async function readTextFile(file: File, { otherwise, max, instead = '' }: Wanted): Promise<Source> {
  if (file.size > max) throw new Error(`${tooLarge(file.size, max)}${instead}.`)
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error('The file could not be read. Choose it again.')
  })
  let text: string | undefined
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    text = undefined
  }
  if (text === undefined || text.includes('\0')) throw new Error(`This file is not text in UTF-8, so it is ${otherwise}.`)
  const lines = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
  return { name: file.name, about: `${kilobytes(file.size)}, ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`, read: () => text }
}

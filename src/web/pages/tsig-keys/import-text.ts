import { importBytesMax } from '#contract/tsig-import.ts'
import { tooLarge, type Wanted } from '../../client/read-text-file.ts'

const inParts = ': import it in parts'

export const wanted: Wanted = { otherwise: 'no configuration', max: importBytesMax, instead: inParts }

/** Why a text cannot be sent, or `undefined`. Counted as it travels: JSON writes a line break in two bytes. */
export function textFault(text: string): string | undefined {
  if (text.trim() === '') return 'Paste configuration text, or choose a file.'
  const bytes = new TextEncoder().encode(JSON.stringify({ text, dryRun: true })).length
  return bytes > importBytesMax ? `${tooLarge(bytes, importBytesMax)}${inParts}.` : undefined
}

import { type TsigAlgorithm, tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'
import { octetsOf, withoutBlanks } from '#contract/tsig-secrets.ts'
import type { StatusWord } from '../../ui/status.tsx'

export const verdictWord: Record<TsigVerdict, StatusWord> = {
  accepted: 'Accepted', 'unknown-key': 'Unknown key', 'bad-signature': 'Bad signature', 'bad-time': 'Bad time', 'bad-truncation': 'Bad truncation', refused: 'Refused',
  'unsigned-reply': 'Unsigned reply', 'forged-reply': 'Forged reply', unreachable: 'Unreachable', timeout: 'Timeout', malformed: 'Malformed',
}

/** What the length of a secret without faults says: bits, and whether they are enough. */
export function lengthWords(typed: string, algorithm: TsigAlgorithm): { enough: boolean; words: string } {
  const bits = octetsOf(withoutBlanks(typed)) * 8
  const wanted = tsigAlgorithms[algorithm].digestOctets * 8
  if (bits < wanted) return { enough: false, words: `${bits} bits, fewer than the ${wanted} ${algorithm} asks for. It can be saved, and is easier to guess.` }
  return { enough: true, words: bits === wanted ? `${bits} bits, the length ${algorithm} asks for.` : `${bits} bits, more than the ${wanted} ${algorithm} asks for.` }
}

/** How long a secret that looks like hex would be: as hex, and as base64 where it is that too. */
export function hexWords(typed: string): string {
  const digits = withoutBlanks(typed).length
  return `As hex it has ${digits * 4} bits${digits % 4 === 0 ? `, as base64 ${digits * 6}` : ', and base64 it cannot be'}.`
}

/** Words that are typed apart by commas, blanks or line breaks; none of them can stand inside of one. */
export const wordsIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter((word) => word !== ''))]

/** `ns1.nwnd.example, ns2.nwnd.example and 3 more`; nothing for none. */
function fewWords(words: readonly string[], most: number): string {
  const more = words.length - most
  return `${words.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** `nwnd.example +2`, for a narrow cell whose tooltip has all of them. */
export const firstWord = (words: readonly string[]): string => words.slice(0, 1).join('') + (words.length > 1 ? ` +${words.length - 1}` : '')

/** `Used by ns1.nwnd.example and 3 more`. */
export const usedByWords = (usedBy: readonly string[]): string => (usedBy.length === 0 ? 'No server or zone is noted' : `Used by ${fewWords(usedBy, 3)}`)

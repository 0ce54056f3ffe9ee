/** Why **worse** stands beside a verdict. */
export const worse = 'At a nameserver it was better before, and has not come back since.'

export { checkWord, sayingWord } from '../credential/verdict-word.ts'

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

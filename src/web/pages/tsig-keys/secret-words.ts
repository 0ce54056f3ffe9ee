import { tsigAlgorithms } from '#contract/lists-of-dns.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { octetsOf, withoutBlanks } from '#contract/tsig-secrets.ts'

/** What the length of a secret without faults says: bits, and whether they are enough. */
export function lengthWords(typed: string, algorithm: TsigAlgorithm): { enough: boolean; words: string } {
  const bits = octetsOf(withoutBlanks(typed)) * 8
  const wanted = tsigAlgorithms[algorithm].digestOctets * 8
  if (bits < wanted) return { enough: false, words: `${bits} bits, fewer than the ${wanted} ${algorithm} asks for. It can be saved, and is easier to guess.` }
  return {
    enough: true,
    words: bits === wanted ? `${bits} bits, the length ${algorithm} asks for.` : `${bits} bits, more than the ${wanted} ${algorithm} asks for.`,
  }
}

/** How long a secret that looks like hex would be: as hex, and as base64 where it is that too. */
export function hexWords(typed: string): string {
  const digits = withoutBlanks(typed).length
  return `As hex it has ${digits * 4} bits${digits % 4 === 0 ? `, as base64 ${digits * 6}` : ', and base64 it cannot be'}.`
}

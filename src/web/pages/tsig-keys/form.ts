import type { z } from 'zod'
import { noteRule } from '#contract/names.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { keptWord, type NewTsigKey, tagRule, tooMany, usedByRule, wordFault, type WordRule } from '#contract/tsig-keys.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import { looksLikeHex, meantFault, secretFault, withoutBlanks } from '#contract/tsig-secrets.ts'
import { rules } from '../../form/rules.ts'
import { hexWords, wordsIn } from './words.ts'

export const anotherSecret = 'Another algorithm demands a new secret. Type one, or use Auto-Generate Key.'

/** Why a secret cannot be saved; one that looks like hex is asked about (`HexQuestion`). */
export function secretFaultOf(secret: string, isBase64: boolean): string | undefined {
  const fault = meantFault(secret, isBase64 ? 'base64' : undefined)
  return fault?.code === 'secret-looks-like-hex' ? `This looks like hex. ${hexWords(secret)} Which is it?` : fault?.message
}

/** As the fields hold it (S12). */
export type TsigForm = { name: string; algorithm: TsigAlgorithm; secret: string; /** A secret that looks like hex was said to be base64. */ isBase64: boolean; note: string; tags: string; usedBy: string }

/** A list that is typed into one field; what is wrong with any of it is said at that field. */
const listOf = (rule: WordRule) => ({
  fault(text: string) {
    const words = wordsIn(text)
    const wrong = words.find((word) => wordFault(keptWord(word), rule) !== undefined)
    if (wrong === undefined) return words.length > rule.most ? tooMany(rule) : undefined
    return `“${wrong.length > 40 ? `${wrong.slice(0, 40)}…` : wrong}”: ${wordFault(keptWord(wrong), rule)}`
  },
})

/** `kept`: the algorithm a key has. With it an empty secret keeps the old one; with another a new one is demanded. */
export const tsigRules = (kept?: TsigAlgorithm) => rules<TsigForm>({
  name: { kept: canonicalTsigName, fault: tsigNameFault },
  algorithm: {},
  secret: {
    kept: withoutBlanks,
    // Asked of the text without blanks: while one types, `SecretField` says where in the text as it stands.
    fault: (secret, { algorithm, isBase64 }) => (secret !== '' ? secretFaultOf(secret, isBase64) : kept === undefined ? secretFault(secret) : algorithm === kept ? undefined : anotherSecret),
  },
  isBase64: {},
  note: noteRule,
  tags: listOf(tagRule),
  usedBy: listOf(usedByRule),
})

/** As the API takes it; without a secret where that is left empty. */
export const bodyOf = ({ name, algorithm, secret, isBase64, note, tags, usedBy }: TsigForm): z.input<typeof NewTsigKey> => ({
  name, algorithm, note: note === '' ? null : note, tags: wordsIn(tags), usedBy: wordsIn(usedBy), ...(secret === '' ? {} : { secret }), ...(isBase64 && looksLikeHex(secret) ? { secretIs: 'base64' as const } : {}),
})

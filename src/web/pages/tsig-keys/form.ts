import type { z } from 'zod'
import { noteRule } from '#contract/names.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { keptWord, type NewTsigKey, tagRule, tooMany, usedByRule, wordFault, type WordRule } from '#contract/tsig-keys.ts'
import { canonicalTsigName, tsigNameFault } from '#contract/tsig-names.ts'
import { secretFault, withoutBlanks } from '#contract/tsig-secrets.ts'
import { rules } from '../../form/rules.ts'
import { wordsIn } from './words.ts'

export const anotherSecret = 'Another algorithm demands a new secret. Type one, or use Auto-Generate Key.'

/** As the fields hold it (S12). */
export type TsigForm = { name: string; algorithm: TsigAlgorithm; secret: string; note: string; tags: string; usedBy: string }

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
    fault: (secret, { algorithm }) => (secret !== '' || kept === undefined ? secretFault(secret) : algorithm === kept ? undefined : anotherSecret),
  },
  note: noteRule,
  tags: listOf(tagRule),
  usedBy: listOf(usedByRule),
})

/** As the API takes it; without a secret where that is left empty. */
export const bodyOf = ({ name, algorithm, secret, note, tags, usedBy }: TsigForm): z.input<typeof NewTsigKey> => ({
  name, algorithm, note: note === '' ? null : note, tags: wordsIn(tags), usedBy: wordsIn(usedBy), ...(secret === '' ? {} : { secret }),
})

import { z } from '#contract/zod.ts'
import { NoteText } from '#contract/names.ts'
import { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { keptWord, type NewTsigKey, tagRule, tooMany, usedByRule, wordFault, type WordRule } from '#contract/tsig-keys.ts'
import { TsigName } from '#contract/tsig-names.ts'
import { looksLikeHex, meantFault } from '#contract/tsig-meant-secrets.ts'
import { secretFault, withoutBlanks } from '#contract/tsig-secrets.ts'
import { checked, faultAt } from '../../form/shapes.ts'
import { hexWords } from './secret-words.ts'
import { wordsIn } from './words.ts'

export const anotherSecret = 'Another algorithm demands a new secret. Type one, or use Auto-Generate Key.'

/** Why a secret cannot be saved; one that looks like hex is asked about (`HexQuestion`). */
export function secretFaultOf(secret: string, isBase64: boolean): string | undefined {
  const fault = meantFault(secret, isBase64 ? 'base64' : undefined)
  return fault?.code === 'secret-looks-like-hex' ? `This looks like hex. ${hexWords(secret)} Which is it?` : fault?.message
}

/** As the fields hold it (S12). */
export type TsigForm = {
  name: string
  algorithm: TsigAlgorithm
  secret: string
  /** A secret that looks like hex was said to be base64. */ isBase64: boolean
  note: string
  tags: string
  usedBy: string
}

/** A list that is typed into one field; what is wrong with any of it is said at that field. */
const listOf = (rule: WordRule) => z.string().superRefine((text, ctx) => {
  const words = wordsIn(text)
  const wrong = words.find((word) => wordFault(keptWord(word), rule) !== undefined)
  if (wrong !== undefined)
    ctx.addIssue({ code: 'custom', message: `“${wrong.length > 40 ? `${wrong.slice(0, 40)}…` : wrong}”: ${wordFault(keptWord(wrong), rule)}` })
  else if (words.length > rule.most) ctx.addIssue({ code: 'custom', message: tooMany(rule) })
})

/** `kept`: the algorithm a key has. With it an empty secret keeps the old one; with another a new one is demanded. */
export const tsigRules = (kept?: TsigAlgorithm) => checked<TsigForm>(z.object({
  name: TsigName, algorithm: TsigAlgorithm, secret: z.string().overwrite(withoutBlanks), isBase64: z.boolean(), note: NoteText, tags: listOf(tagRule),
  usedBy: listOf(usedByRule),
}).superRefine(({ secret, algorithm, isBase64 }, ctx) => {
  // Asked of the text without blanks: while one types, `SecretField` says where in the text as it stands.
  faultAt(
    ctx,
    'secret',
    secret !== '' ? secretFaultOf(secret, isBase64) : kept === undefined ? secretFault(secret)?.message : algorithm === kept ? undefined : anotherSecret,
  )
}))

/** As the API takes it; without a secret where that is left empty. */
export const bodyOf = ({ name, algorithm, secret, isBase64, note, tags, usedBy }: TsigForm): z.input<typeof NewTsigKey> => ({
  name, algorithm, note: note === '' ? null : note, tags: wordsIn(tags), usedBy: wordsIn(usedBy), ...(secret === '' ? {} : { secret }),
  ...(isBase64 && looksLikeHex(secret) ? { secretIs: 'base64' as const } : {}),
})

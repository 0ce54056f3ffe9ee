import { z } from 'zod'
import { Note } from '#contract/names.ts'
import { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { type NewTsigKey, TsigTags, TsigUsedBy } from '#contract/tsig-keys.ts'
import { TsigName } from '#contract/tsig-names.ts'
import { secretFault, TsigSecret, withoutBlanks } from '#contract/tsig-secrets.ts'
import { wordsIn } from './words.ts'

export const anotherSecret = 'Another algorithm demands a new secret. Type one, or use Auto-Generate Key.'

/** A list that is typed into one field; what is wrong with any of it is said at that field. */
const listOf = (list: typeof TsigTags) =>
  z.string().superRefine((text, ctx) => {
    const found = list.safeParse(wordsIn(text))
    const first = found.error?.issues[0]
    if (!first) return
    const at = first.path[0]
    const word = typeof at === 'number' ? wordsIn(text)[at] : undefined
    ctx.addIssue({ code: 'custom', message: word === undefined ? first.message : `“${word.length > 40 ? `${word.slice(0, 40)}…` : word}”: ${first.message}` })
  })

const fields = { name: TsigName, algorithm: TsigAlgorithm, note: Note.unwrap(), tags: listOf(TsigTags), usedBy: listOf(TsigUsedBy) }

/** As the fields hold it (S12). */
export const TsigForm = z.object({ ...fields, secret: TsigSecret })
/** **Edit TSIG Key** with the algorithm it has: an empty secret keeps the old one. */
export const TsigFormKeeping = z.object({ ...fields, secret: z.string().superRefine((typed, ctx) => {
  const fault = withoutBlanks(typed) === '' ? undefined : secretFault(typed)
  if (fault) ctx.addIssue({ code: 'custom', message: fault.message })
}).overwrite(withoutBlanks) })
/** And with another one. */
export const TsigFormAnew = z.object({ ...fields, secret: z.string().min(1, { error: anotherSecret, abort: true }).pipe(TsigSecret) })
export type TsigForm = z.infer<typeof TsigForm>

/** As the API takes it; without a secret where that is left empty. */
export const bodyOf = ({ name, algorithm, secret, note, tags, usedBy }: TsigForm): z.input<typeof NewTsigKey> => ({
  name, algorithm, note: note === '' ? null : note, tags: wordsIn(tags), usedBy: wordsIn(usedBy), ...(secret === '' ? {} : { secret }),
})

import { z } from '#contract/zod.ts'
import { isDay } from '#contract/dates.ts'
import { endOf, OneTokenName } from '#contract/one-tokens.ts'
import { serverNow } from '../../client/clock.ts'
import { checked } from '../../form/shapes.ts'

export const unfinishedWords = 'Write the whole date, or remove it.'

/** The API says no more of an end date than this; here it is said before it is asked. */
function endDateFault(text: string): string | undefined {
  if (text === '') return undefined
  if (!isDay(text)) return unfinishedWords
  return endOf(text) <= serverNow() ? 'Choose today or a later date. Days are UTC days.' : undefined
}

/** **Create API key** and **Edit API token**. An empty date is none. */
export type TokenForm = { name: string; end_date: string }
export const tokenRules = checked<TokenForm>(z.object({
  name: OneTokenName,
  end_date: z.string().trim().superRefine((text, ctx) => {
    const message = endDateFault(text)
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  }),
}))

export const bodyOf = ({ name, end_date: end }: TokenForm) => ({ name, end_date: end === '' ? null : end })

/** When what stands in the field ends; `undefined` while it is no date. */
export const endIn = (text: string): number | undefined => (isDay(text.trim()) ? endOf(text.trim()) : undefined)

import { zodResolver } from '@hookform/resolvers/zod'
import type { FieldValues, Resolver } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { passwordMax } from '#contract/users.ts'

/**
 * What a form checks before it asks: the contract's own shapes, and beside them what its fields alone are. The server has the
 * last word (`server-errors.ts`).
 */
export const checked = <Form extends FieldValues>(shape: z.ZodType<Form, Form>): Resolver<Form, unknown, Form> => zodResolver(shape)

/** What cannot go wrong: a choice of a list. */
export const Choice = z.string()

/** A text that is there and is not longer than `max`. */
export const present = (missing: string, max: number, tooLong: string) => z.string().trim().min(1, missing).refine((text) => [...text].length <= max, tooLong)

/** A fault of one field that depends on another. */
export function faultAt(ctx: z.core.$RefinementCtx, field: string, message: string | undefined) {
  if (message !== undefined) ctx.addIssue({ code: 'custom', path: [field], message })
}

/** A password that is being tried: blanks are part of it. */
export const TriedPassword = z.string().min(1, 'Enter a password.').max(4 * passwordMax, 'This is too long for a password.')

/** The second of two passwords that have to be the same; `first` is the field of the first. Left empty it is missing, beside an empty first one too. */
export const repeated =
  <First extends string>(first: First) =>
  (values: Record<First | 'repeat', string>, ctx: z.core.$RefinementCtx) =>
    faultAt(
      ctx,
      'repeat',
      values.repeat === ''
        ? 'Enter the password again.'
        : values[first] === values.repeat.normalize('NFC')
          ? undefined
          : 'The two passwords differ. Type the same again.',
    )

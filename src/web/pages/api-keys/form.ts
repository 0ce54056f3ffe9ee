import { z } from '#contract/zod.ts'
import { graceSecondsMax } from '#contract/api-keys.ts'
import { Name, NoteText } from '#contract/names.ts'
import { serverNow } from '../../client/clock.ts'
import { type Expiration, expirationFault } from '../../form/expiry.ts'
import type { Person } from '../../form/person-field.tsx'
import { checked, Choice } from '../../form/shapes.ts'

/** As the fields hold it (S12); the API's `expiresAt` is made on submit. */
export const ExpirationShape = z.custom<Expiration>().superRefine((value, ctx) => {
  const message = expirationFault(value, serverNow())
  if (message !== undefined) ctx.addIssue({ code: 'custom', message })
})

/** A text area is never null; an empty one means no note. */
export const noteOf = (text: string) => (text === '' ? null : text)

/** **Generate API Key** and **Edit API Key**. */
export type KeyForm = { name: string; expiration: Expiration; note: string }
export const keyRules = checked<KeyForm>(z.object({ name: Name, expiration: ExpirationShape, note: NoteText }))

/** **Generate API Key** on API KEYS, where it is for anybody. */
export type NewKeyForm = KeyForm & { owner: Person }
export const newKeyRules = checked<NewKeyForm>(
  z.object({ owner: z.object({ id: z.string(), name: z.string() }), name: Name, expiration: ExpirationShape, note: NoteText }),
)

/** **Old value stops working**, in seconds as the API takes them; a select holds text. */
export const graces = [
  { value: '0', label: 'At once', help: 'Whatever still uses the old value fails from now on.' },
  { value: '3600', label: 'After 1 hour', help: 'For one place that you change right after this.' },
  { value: '86400', label: 'After 24 hours', help: 'For jobs that run once a day.' },
  { value: String(graceSecondsMax), label: 'After 7 days', help: 'For many places, or a weekend in between.' },
] as const

/** **Rotate API Key**. */
export type RotateForm = { expiration: Expiration; note: string; grace: string }
export const rotateRules = checked<RotateForm>(z.object({ expiration: ExpirationShape, note: NoteText, grace: Choice }))

/** Fields of the API by their name in the forms. */
export const alias = { expiresAt: 'expiration', graceSeconds: 'grace', userId: 'owner' }

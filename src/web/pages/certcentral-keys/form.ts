import { z } from '#contract/zod.ts'
import { type createCertcentralKeys, keysAtOnce } from '#contract/certcentral-keys.ts'
import { Description, descriptionRule, emailRule, nameRule } from '#contract/names.ts'
import type { Restriction } from '#contract/restrictions.ts'
import { checked, Choice, faultAt } from '../../form/shapes.ts'

/** The id of a user who is not there yet. */
export const newServiceUser = ''

/** As the fields hold it (S12). `added`: descriptions beside the one in the field. A select holds text. */
export type AddForm = {
  description: string
  added: readonly string[]
  user: { id: string; name: string }
  firstName: string
  lastName: string
  email: string
  divisions: readonly string[]
  restriction: string
}

/** As they come prefilled. */
export const serviceNames = { firstName: 'Service', lastName: 'User' } as const

export const tooManyWords = `At most ${keysAtOnce} keys in one go.`

/** A new service user needs names and an address; nobody else is asked for them. */
const serviceUser = { firstName: nameRule, lastName: nameRule, email: emailRule } as const

export const addRules = checked<AddForm>(z.object({
  description: z.string().overwrite(descriptionRule.kept), added: z.array(z.string()).readonly(), user: z.object({ id: z.string(), name: z.string() }),
  firstName: z.string().overwrite(nameRule.kept), lastName: z.string().overwrite(nameRule.kept), email: z.string().overwrite(emailRule.kept),
  divisions: z.array(z.string()).readonly(), restriction: Choice,
}).superRefine((form, ctx) => {
  const { description, added } = form
  if (description !== '' || added.length === 0)
    faultAt(ctx, 'description', descriptionRule.fault(description)?.message ?? (added.length >= keysAtOnce ? tooManyWords : undefined))
  if (form.user.id === newServiceUser)
    for (const field of ['firstName', 'lastName', 'email'] as const) faultAt(ctx, field, serviceUser[field].fault(form[field])?.message)
}))

/** As the API takes it. Names left as they came are the server's to choose: it numbers them. */
export function bodyOf({
  description,
  added,
  user,
  firstName,
  lastName,
  email,
  divisions,
  restriction,
}: AddForm): z.input<(typeof createCertcentralKeys)['body']> {
  const asTheyCame = firstName === serviceNames.firstName && lastName === serviceNames.lastName
  return {
    names: description === '' ? [...added] : [...added, description],
    restrictedToRoleId: Number(restriction) as Restriction,
    ...(user.id === newServiceUser
      ? { serviceUser: { ...(asTheyCame ? {} : { firstName, lastName }), email, ...(divisions.length > 0 ? { divisions: divisions.map(Number) } : {}) } }
      : { userId: user.id }),
  }
}

/** **Update API Key**. */
export type EditForm = { description: string; restriction: string }
export const editRules = checked<EditForm>(z.object({ description: Description, restriction: Choice }))

/** Fields of the API by their name in the forms. */
export const alias = {
  name: 'description',
  restrictedToRoleId: 'restriction',
  userId: 'user',
  'serviceUser.firstName': 'firstName',
  'serviceUser.lastName': 'lastName',
  'serviceUser.email': 'email',
  'serviceUser.divisions': 'divisions',
}

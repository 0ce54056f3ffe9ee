import type { z } from 'zod'
import { type createCertcentralKeys, keysAtOnce } from '#contract/certcentral-keys.ts'
import { descriptionRule, emailRule, nameRule } from '#contract/names.ts'
import type { Restriction } from '#contract/restrictions.ts'
import { type Rule, rules } from '../../form/rules.ts'

/** The id of a user who is not there yet. */
export const newServiceUser = ''

/** As the fields hold it (S12). `added`: descriptions beside the one in the field. A select holds text. */
export type AddForm = { description: string; added: readonly string[]; user: { id: string; name: string }; firstName: string; lastName: string; email: string; divisions: readonly string[]; restriction: string }

/** As they come prefilled. */
export const serviceNames = { firstName: 'Service', lastName: 'User' } as const

/** Asked for of a new service user only. */
const ofServiceUser = (rule: Rule<string, AddForm>): Rule<string, AddForm> => ({
  ...rule,
  fault: (text, values) => (values.user.id === newServiceUser ? rule.fault?.(text, values) : undefined),
})

export const tooManyWords = `At most ${keysAtOnce} keys in one go.`

export const addRules = rules<AddForm>({
  description: {
    kept: descriptionRule.kept,
    fault: (text, { added }) => (text === '' && added.length > 0 ? undefined : descriptionRule.fault(text) ?? (added.length >= keysAtOnce ? tooManyWords : undefined)),
  },
  added: {},
  user: {},
  firstName: ofServiceUser(nameRule),
  lastName: ofServiceUser(nameRule),
  email: ofServiceUser(emailRule),
  divisions: {},
  restriction: {},
})

/** As the API takes it. Names left as they came are the server's to choose: it numbers them. */
export function bodyOf({ description, added, user, firstName, lastName, email, divisions, restriction }: AddForm): z.input<(typeof createCertcentralKeys)['body']> {
  const asTheyCame = firstName === serviceNames.firstName && lastName === serviceNames.lastName
  return {
    names: description === '' ? [...added] : [...added, description],
    restrictedToRoleId: Number(restriction) as Restriction,
    ...(user.id === newServiceUser ? { serviceUser: { ...(asTheyCame ? {} : { firstName, lastName }), email, ...(divisions.length > 0 ? { divisions: divisions.map(Number) } : {}) } } : { userId: user.id }),
  }
}

/** **Update API Key**. */
export type EditForm = { description: string; restriction: string }
export const editRules = rules<EditForm>({ description: descriptionRule, restriction: {} })

/** Fields of the API by their name in the forms. */
export const alias = { name: 'description', restrictedToRoleId: 'restriction', userId: 'user', 'serviceUser.firstName': 'firstName', 'serviceUser.lastName': 'lastName', 'serviceUser.email': 'email', 'serviceUser.divisions': 'divisions' }

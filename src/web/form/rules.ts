import type { FieldErrors, FieldValues, Resolver } from 'react-hook-form'

type Fault = string | { message: string } | undefined

/** What one field may hold; `{}` is anything. The contract's `nameRule`, `noteRule`, `emailRule` and `newPasswordRule` are such rules. */
export interface Rule<Value, Values> {
  /** How it is kept: blanks round a name go. As it stands without this. */
  kept?: (value: Value) => Value
  /** Why it cannot be, asked of the value as it is kept; `undefined` when it can. */
  fault?: (value: Value, values: Values) => Fault
}

/**
 * A form's fields and what they may hold: `useForm({ resolver: rules<Form>({ name: nameRule, note: noteRule }), … })`. What
 * `onSubmit` gets are the values as they are kept. The server has the last word (`server-errors.ts`); zod would say no more
 * here, and weighs more than all of this console's forms.
 */
export const rules = <Values extends FieldValues>(of: { readonly [Name in keyof Values]: Rule<Values[Name], Values> }): Resolver<Values, unknown, Values> => (given) => {
  const names = Object.keys(of) as (keyof Values & string)[]
  const values = Object.fromEntries(names.map((name) => [name, of[name].kept ? of[name].kept(given[name]) : given[name]])) as Values
  const errors = Object.fromEntries(names.flatMap((name) => {
    const fault = of[name].fault?.(values[name], values)
    return fault === undefined ? [] : [[name, { type: 'rule', message: typeof fault === 'string' ? fault : fault.message }]]
  }))
  return Object.keys(errors).length > 0 ? { values: {}, errors: errors as FieldErrors<Values> } : { values, errors: {} }
}

const trimmed = (text: string) => text.trim()

/** A text that is there and is not longer than `max`. */
export const present = (missing: string, max: number, tooLong: string) => ({
  kept: trimmed,
  fault: (text: string) => (text === '' ? missing : [...text].length > max ? tooLong : undefined),
})

/** A password that is being tried: blanks are part of it. */
export const triedPassword = { fault: (password: string) => (password === '' ? 'Enter a password.' : password.length > 1024 ? 'This is too long for a password.' : undefined) }

/** The second of two passwords that have to be the same; `first` is the field of the first. Left empty it is missing, beside an empty first one too. */
export const repeated = <First extends string>(first: First) => ({
  fault: (repeat: string, values: Record<First, string>) => (repeat === '' ? 'Enter the password again.' : values[first] === repeat.normalize('NFC') ? undefined : 'The two passwords differ. Type the same again.'),
})

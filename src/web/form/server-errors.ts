import { useEffect, useRef, useState } from 'react'
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import { failureOf } from '../client/failure.ts'

/** JSON Pointer (RFC 6901) as a form's path: `/owner/email` → `owner.email`. */
const pathOf = (pointer: string): string => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')

/**
 * Puts the server's complaints on the fields they are about and focuses the first. `alias` says which field of the form
 * a field of the API is: `{ expiresAt: 'expiration' }`. Returns whether all of them found a place; if not, say the failure at the top.
 */
export function placeServerErrors<Values extends FieldValues, Out>(
  error: unknown,
  form: UseFormReturn<Values, unknown, Out>,
  alias: Record<string, string> = {},
): boolean {
  const { errors } = failureOf(error)
  const known = new Set(Object.keys(form.getValues()))
  let placed = 0
  for (const one of errors) {
    const asked = one.field || pathOf(one.pointer)
    const path = alias[asked] ?? asked
    const [head = ''] = path.split('.')
    if (!known.has(head)) continue
    // A list that is one field of text here: what is wrong with its third entry is said there.
    const values: Record<string, unknown> = form.getValues()
    form.setError(
      (typeof values[head] === 'string' ? head : path) as FieldPath<Values>,
      { type: 'server', message: one.message },
      { shouldFocus: placed === 0 },
    )
    placed += 1
  }
  return errors.length > 0 && placed === errors.length
}

/** Places each failure once, when it comes, and says whether it has to be told at the top of the form. */
export function useServerErrors<Values extends FieldValues, Out>(
  error: unknown,
  form: UseFormReturn<Values, unknown, Out>,
  alias?: Record<string, string>,
): boolean {
  const [atTop, setAtTop] = useState(false)
  const seen = useRef<unknown>(undefined)
  useEffect(() => {
    if (seen.current === error) return
    seen.current = error
    setAtTop(error !== undefined && error !== null && !placeServerErrors(error, form, alias))
  }, [error, form, alias])
  return atTop
}

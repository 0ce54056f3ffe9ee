import type { ReactNode } from 'react'
import type { FieldValues, UseFormReturn } from 'react-hook-form'
import { FailureNotice } from '../feedback/failure-notice.tsx'
import { Button } from '../ui/button.tsx'
import { Stack } from '../ui/stack.tsx'
import { useServerErrors } from './server-errors.ts'
import { useUnsaved } from '../feedback/use-unsaved.ts'

export type FormPageProps<Values extends FieldValues, Out> = {
  form: UseFormReturn<Values, unknown, Out>
  onSubmit: (values: Out) => unknown
  submitLabel: string
  busy?: boolean
  error?: unknown
  alias?: Record<string, string>
  /** Full width and 36 px, as on the sign-in page. */
  wide?: boolean
  /** Where another form of the page has the primary. */
  secondary?: boolean
  /** What is typed here is no loss: a question, a password. */
  fleeting?: boolean
  /** **Cancel** beside the primary: what is typed may go. */
  onCancel?: () => void
  /** Beside the primary. */
  extra?: ReactNode
  children: ReactNode
}

/** A form in a page: sign-in, setup, profile, auth token. */
export function FormPage<Values extends FieldValues, Out = Values>({
  form,
  onSubmit,
  submitLabel,
  busy,
  error,
  alias,
  wide,
  secondary,
  fleeting = false,
  onCancel,
  extra,
  children,
}: FormPageProps<Values, Out>) {
  const atTop = useServerErrors(error, form, alias)
  const { isSubmitting, isDirty } = form.formState
  const working = busy || isSubmitting
  const letGo = useUnsaved({ dirty: isDirty && !working && !fleeting, held: isDirty || working })

  return (
    <form
      noValidate
      onSubmit={(event) => {
        if (working) event.preventDefault()
        else void form.handleSubmit(onSubmit)(event)
      }}
    >
      <Stack gap={24}>
        <Stack gap={16}>
          {atTop && <FailureNotice error={error} />}
          {children}
        </Stack>
        <Stack row gap={8}>
          <Button type="submit" variant={secondary ? 'secondary' : 'primary'} busy={working} wide={wide} size={wide ? 'large' : 'medium'}>
            {submitLabel}
          </Button>
          {onCancel && (
            <Button
              onClick={() => {
                letGo()
                onCancel()
              }}
            >
              Cancel
            </Button>
          )}
          {extra}
        </Stack>
      </Stack>
    </form>
  )
}

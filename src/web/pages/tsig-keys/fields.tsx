import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useId } from 'react'
import { type UseFormReturn, useController } from 'react-hook-form'
import { tsigAlgorithmNames, tsigAlgorithms } from '#contract/lists-of-dns.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { base64OfHex, looksLikeHex } from '#contract/tsig-meant-secrets.ts'
import { copySecret } from '../../feedback/sight.ts'
import { LinesField } from '../../form/lines-field.tsx'
import { NoteField } from '../../form/note-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Mono } from '../../ui/mono.tsx'
import { SecretArea, Verdict } from '../../ui/secret-area.tsx'
import { type Option, Select } from '../../ui/select.tsx'
import { Stack } from '../../ui/stack.tsx'
import { secretFaultOf, type TsigForm } from './form.ts'
import { newSecret } from './new-secret.ts'
import { lengthWords } from './secret-words.ts'

const usual: TsigAlgorithm = 'HMAC-SHA256'
const algorithms: readonly Option<TsigAlgorithm>[] = tsigAlgorithmNames.map((name) => ({
  value: name, label: name, help: tsigAlgorithms[name].use, ...(name === usual ? { aside: '(default)' } : {}),
}))

type Form = UseFormReturn<TsigForm, unknown, TsigForm>
export type FieldsProps = {
  form: Form
  /** What is being edited: with its algorithm the secret may be left empty, and then stays. */
  had?: TsigKey
  /** What stood in the field was taken out, because it was for another algorithm. */
  cleared: boolean
  onCleared: (cleared: boolean) => void
}

/** **Add TSIG Key** and **Edit TSIG Key** ask for the same. */
export function Fields({ form, had, cleared, onCleared }: FieldsProps) {
  const { control } = form
  return (
    <>
      <TextField control={control} name="name" label="Name" mono help="A domain name. Spelt the same on both servers." />
      <AlgorithmField form={form} had={had} onCleared={onCleared} />
      <SecretField form={form} had={had} cleared={cleared} onCleared={onCleared} />
      <NoteField control={control} name="note" help="Everyone who can see the key can read this." />
      <TextField control={control} name="tags" label="Tags (optional)" help="Words to find it by, apart by commas." />
      <LinesField control={control} name="usedBy" label="Used by (optional)" help="Servers and zones that use it, one a line." />
    </>
  )
}

function AlgorithmField({ form, had, onCleared }: Pick<FieldsProps, 'form' | 'had' | 'onCleared'>) {
  const id = useId()
  const { field } = useController({ control: form.control, name: 'algorithm' })

  function change(algorithm: TsigAlgorithm) {
    if (algorithm === field.value) return
    field.onChange(algorithm)
    // A secret is of one algorithm's length: under another it would be too short, or longer than it is worth.
    onCleared(form.getValues('secret') !== '' || (had !== undefined && algorithm !== had.algorithm))
    form.setValue('isBase64', false)
    form.resetField('secret', { defaultValue: '' })
  }

  return <Select id={id} label="Algorithm" options={algorithms} value={field.value} onChange={change} onBlur={field.onBlur} ref={field.ref} />
}

function SecretField({ form, had, cleared, onCleared }: FieldsProps) {
  const id = useId()
  const { field, fieldState } = useController({ control: form.control, name: 'secret' })
  const algorithm = form.watch('algorithm')
  const value = field.value
  const isBase64 = form.watch('isBase64')
  const fault = value === '' ? undefined : secretFaultOf(value, isBase64)
  const error = fault ?? fieldState.error?.message
  const keeps = had?.algorithm === algorithm ? had : undefined
  const asked = looksLikeHex(value) && !isBase64

  function change(secret: string) {
    onCleared(false)
    form.setValue('isBase64', false)
    field.onChange(secret)
  }

  return (
    <>
      <Field
        id={id}
        label="Secret"
        error={error}
        help={<About value={value} algorithm={algorithm} keeps={keeps} cleared={cleared} />}
        aside={
          <Button size="small" onClick={() => change(newSecret(algorithm))}>
            Auto-Generate Key
          </Button>
        }
      >
        <SecretArea
          id={id}
          name={field.name}
          ref={field.ref}
          value={value}
          onChange={(event) => change(event.target.value)}
          onBlur={field.onBlur}
          onCopy={() => void copySecret(value)}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy(id, { help: true, error })}
        />
      </Field>
      {asked && (
        <HexQuestion
          onHex={() => change(base64OfHex(value))}
          onBase64={() => form.setValue('isBase64', true, { shouldValidate: form.formState.isSubmitted })}
        />
      )}
    </>
  )
}

/** Hex digits are base64 as well, of other octets: only the person knows which they have. */
function HexQuestion({ onHex, onBase64 }: { onHex: () => void; onBase64: () => void }) {
  return (
    <Stack row gap={8} wrap>
      <Button size="small" onClick={onHex}>It is hex: convert it</Button>
      <Button size="small" onClick={onBase64}>It is base64: keep it</Button>
    </Stack>
  )
}

/** The line under **Secret**, as one types. */
function About({ value, algorithm, keeps, cleared }: { value: string; algorithm: TsigAlgorithm; keeps: TsigKey | undefined; cleared: boolean }) {
  if (value !== '') {
    const { enough, words } = lengthWords(value, algorithm)
    return <Verdict tone={enough ? 'ok' : 'warn'} icon={<Icon glyph={enough ? CircleCheck : TriangleAlert} size={14} />}>{words}</Verdict>
  }
  if (keeps) return <>Leave empty to keep the secret. It has {keeps.secretBits} bits, fingerprint <Mono>{keeps.fingerprint}</Mono></>
  if (cleared)
    return (
      <Verdict tone="warn" icon={<Icon glyph={TriangleAlert} size={14} />}>
        The secret was cleared: another algorithm demands a new secret. Type one, or use Auto-Generate Key.
      </Verdict>
    )
  return `Base64, as the other server has it. Auto-Generate Key makes one of ${tsigAlgorithms[algorithm].digestOctets * 8} bits.`
}

import type { UseFormReturn } from 'react-hook-form'
import { nameserverKindNames, nameserverKinds } from '#contract/lists-of-dns.ts'
import { LinesField } from '../../form/lines-field.tsx'
import { NoteField } from '../../form/note-field.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import type { NameserverForm } from './form.ts'

const kinds = nameserverKinds.map((value) => ({ value, label: nameserverKindNames[value] }))

/** **Add Nameserver** and **Edit Nameserver** ask for the same (N1). */
export function NameserverFields({ form: { control } }: { form: UseFormReturn<NameserverForm> }) {
  return (
    <>
      <TextField control={control} name="name" label="Name" autoComplete="off" />
      <SelectField control={control} name="kind" label="Kind" options={kinds} />
      <LinesField control={control} name="addresses" label="Addresses" help="IPv4, IPv6 or a host name, one a line." />
      <TextField control={control} name="port" label="Port" inputMode="numeric" autoComplete="off" />
      <NoteField control={control} name="note" />
    </>
  )
}

import { z } from '#contract/zod.ts'
import { Name, NoteText } from '#contract/names.ts'
import { addressesMax, type createNameserver, type Nameserver, nameserverAddressOf, type NameserverKind } from '#contract/nameservers.ts'
import { checked, Choice } from '../../form/shapes.ts'
import { addressesIn } from './words.ts'

/** As the fields hold it (S12); addresses one a line. */
export type NameserverForm = { name: string; kind: string; addresses: string; port: string; note: string }

export const emptyForm: NameserverForm = { name: '', kind: 'bind', addresses: '', port: '53', note: '' }
export const formOf = ({ name, kind, addresses, port, note }: Nameserver): NameserverForm => ({
  name, kind, addresses: addresses.join('\n'), port: String(port), note: note ?? '',
})

function addressesFault(text: string): string | undefined {
  const words = addressesIn(text)
  const wrong = words.find((word) => nameserverAddressOf(word) === undefined)
  if (words.length === 0) return 'Give an address at least.'
  if (words.length > addressesMax) return `At most ${addressesMax} addresses.`
  return wrong === undefined
    ? undefined
    : `“${wrong.length > 40 ? `${wrong.slice(0, 40)}…` : wrong}” is no address: give an IPv4 address, an IPv6 address or a host name.`
}

export const nameserverRules = checked<NameserverForm>(z.object({
  name: Name, kind: Choice, note: NoteText,
  addresses: z.string().superRefine((text, ctx) => {
    const message = addressesFault(text)
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  }),
  port: z.string().trim().refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, 'A port is a number from 1 to 65535.'),
}))

export const bodyOf = ({ name, kind, addresses, port, note }: NameserverForm): z.input<(typeof createNameserver)['body']> => ({
  name, kind: kind as NameserverKind, addresses: addressesIn(addresses), port: Number(port), note: note === '' ? null : note,
})

/** The server complains of one address of them; they are one field here. */
export const alias = Object.fromEntries(Array.from({ length: addressesMax }, (_, at) => [`addresses.${at}`, 'addresses']))

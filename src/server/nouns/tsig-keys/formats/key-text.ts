import { tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import { placesOf, type Places } from './places.ts'
import { plainSecret } from '../../../secrets/shown.ts'
import { escapedName } from './quoting.ts'

/** A key as the writers take it. */
export interface KeyText {
  /** As given. Only the quoting functions may put it into text. */
  name: string
  /** For a comment: it has no line break, whatever the name is. */
  shown: string
  algorithm: TsigAlgorithm
  /** As it stands in DNS: `hmac-sha256`. */
  wire: string
  secret: string
  /** In characters, also where it is masked. */
  secretLength: number
  places: Places
}

export const keyText = ({
  name,
  algorithm,
  secret,
  secretBits,
  usedBy,
}: {
  name: string
  algorithm: TsigAlgorithm
  secret: string | undefined
  secretBits?: number
  usedBy: readonly string[]
}): KeyText => ({
  name,
  shown: escapedName(name),
  algorithm,
  wire: tsigAlgorithms[algorithm].wire,
  secret: plainSecret(secret),
  secretLength: secret?.length ?? Math.ceil((secretBits ?? tsigAlgorithms[algorithm].digestOctets * 8) / 24) * 4,
  places: placesOf(usedBy),
})

/** Lines as comments, or as they are. */
export const commented = (text: string, mark: string, when: boolean): string =>
  when ? text.split('\n').map((line) => (line === '' ? mark : `${mark} ${line}`)).join('\n') : text

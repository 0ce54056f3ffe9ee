import { several } from '#contract/several.ts'
import type { TsigCheckStep } from '#contract/tsig-checks.ts'
import type { CheckLine } from '../../ui/check-card.tsx'
import type { StatusWord } from '../../ui/status.tsx'
import { clockWords } from '../credential/check-queries.ts'
import { sayingWord } from '../credential/verdict-word.ts'

/** What everybody has for a fudge (RFC 8945 §10). Seconds. */
export const fudge = 300

const over = ({ transport }: TsigCheckStep) => (transport === null ? '' : ` over ${transport.toUpperCase()}`)
const kindOf = ({ what }: TsigCheckStep) => what.split('-')[0]!.toUpperCase()

function nameOf(step: TsigCheckStep): string {
  const { what, outcome } = step
  if (what === 'resolve') return 'Host name'
  if (what === 'soa') return `Signed SOA${over(step)}`
  if (what === 'soa-any-clock') return `Signed SOA${over(step)}, any clock allowed`
  if (what === 'axfr') return 'Signed AXFR'
  if (what === 'update') return `Signed UPDATE${over(step)}, which changes nothing`
  const ended = outcome === 'turned-away' ? ' was refused' : outcome === 'answered' ? ' was answered' : ''
  return what.endsWith('-unsigned') ? `Unsigned ${kindOf(step)}${ended}` : `${kindOf(step)} with a wrong key${ended}`
}

const outcomeWord = (outcome: TsigCheckStep['outcome'], what: TsigCheckStep['what']): StatusWord => {
  if (outcome === 'turned-away') return 'Accepted'
  // An SOA record is everybody's.
  if (outcome === 'answered') return what === 'soa-unsigned' ? 'Not checked' : 'Not enforced'
  if (outcome === 'truncated' || outcome === 'unclear' || outcome === 'not-checked' || outcome === 'cut-off') return 'Not checked'
  return sayingWord[outcome]
}

const number = (value: number) => value.toLocaleString('en')

function says(step: TsigCheckStep): string | undefined {
  const { what, outcome, records, messages, serial, macVerified, octets, clockDifference: clock, found } = step
  if (what === 'resolve') return found === 0 ? 'It has no address.' : `It has ${found} addresses; at most 32 are asked.`
  if (outcome === 'not-checked') return undefined
  if (outcome === 'cut-off') return 'The check ended before its answer.'
  if (outcome === 'truncated') return 'The answer is longer than a datagram.'
  const parts = [
    records !== undefined && messages !== undefined && records > 0
      ? `${several(records, 'record')} in ${several(messages, 'message')}`
      : '',
    serial !== undefined && records === undefined ? `Serial ${serial}` : '',
    macVerified === null ? '' : macVerified ? (messages !== undefined && messages > 1 ? 'every MAC in the chain verifies' : 'MAC of the reply verifies')
      : 'MAC of the reply does not verify',
    clock === null ? '' : `clock ${clockWords(clock)}`,
    octets === null ? '' : `${number(octets)} octets`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? undefined : `${parts.join(', ')}.`
}

const isUnasked = (outcome: TsigCheckStep['outcome']) => outcome === 'not-checked' || outcome === 'cut-off'

/** Several addresses of one server are told apart. */
export function linesOf(steps: readonly TsigCheckStep[]): CheckLine[] {
  const apart = new Set(steps.map(({ address }) => address)).size > 1
  return steps.map((step, at) => {
    const { outcome, what, rcode, tsigError, milliseconds, address } = step
    const words = says(step)
    return {
      id: String(at), status: outcomeWord(outcome, what), name: apart && address !== undefined ? `${nameOf(step)}, ${address}` : nameOf(step),
      ...(words === undefined ? {} : { says: words }),
      code: isUnasked(outcome) ? 'Not checked' : [rcode, tsigError].filter((word) => word !== null).join(' ') || verdictOr(outcome),
      ...(milliseconds === null ? {} : { time: `${number(milliseconds)} ms` }),
    }
  })
}
const verdictOr = (outcome: TsigCheckStep['outcome']) => (outcome in sayingWord ? sayingWord[outcome as keyof typeof sayingWord] : outcome)

export const isWithout = ({ what }: TsigCheckStep) => /-(?:unsigned|wrong-key)$/.test(what)

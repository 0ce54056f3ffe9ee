import { rolloverStateNames } from '#contract/lists-of-dns.ts'
import { several } from '#contract/several.ts'
import type { Rollover, RolloverProof, RolloverState } from '#contract/rollovers.ts'
import type { StatusWord } from '../../ui/status.tsx'

export const stateWord: Record<RolloverState, StatusWord> = rolloverStateNames

/** The steps as they are called while they are to come, and when they are done. */
export const stepNames = [
  'New key made, with the same uses', 'Both keys accepted on every server', 'Those who ask sign with the new key', 'Old key taken from every server',
  'Old key refused on every server',
] as const

/** What a step that has not begun will do. */
export function stepAbout(number: number, { oldKey, newKey, servers }: Rollover): string {
  if (number === 1) return `Makes ${newKey.name} (${newKey.algorithm}). Nothing is taken from ${oldKey.name} yet.`
  if (number === 2) return 'Each server that answers is asked with both keys, and must accept both.'
  if (number === 3) return 'Starts when step 2 is proved. Those who ask use the new key; then those who sign notify do.'
  if (number === 4) return 'Starts when step 3 is proved. Last step that can be undone.'
  return `A signed question with the old key must end in NOTAUTH BADKEY on ${servers} of ${servers} servers.`
}

/** The marks of a proof: what was heard, or what is waited for. */
export function marksOf(number: number, proof: RolloverProof): StatusWord[] {
  if (proof.state === 'not-yet') return []
  if (proof.state === 'waits-for-you') return ['Waits for you']
  if (proof.state === 'failed') return ['Failed']
  if (proof.state === 'waits-for-server') return ['Waits']
  if (number === 2) return ['New accepted', 'Old accepted']
  if (number === 3) return ['Signs with new']
  if (number === 4) return ['Old is gone']
  return proof.purpose === 'answers-transfers' || proof.purpose === 'takes-updates' ? ['Old refused', 'New accepted'] : ['Old refused']
}

const waysOf = {
  'by-hand': 'delivered by hand: put the file in place, then say so',
  pull: 'fetches the file by itself',
  'powerdns-api': 'by the PowerDNS API',
} as const

/** What a proof says in words. */
export function saysOf(number: number, { state, zone, purpose, way, records, fault }: RolloverProof): string {
  // A server may ask for transfers and sign notify as well: each is waited for.
  const where = `${zone ?? 'all zones'}${number === 3 && purpose === 'signs-notify' ? ', notify' : ''}`
  if (state === 'failed') return fault ?? 'It does not answer as it must.'
  if (state === 'proved') return records === null ? where : `${where}: signed AXFR, ${several(records, 'record')}`
  if (state === 'not-yet') return where
  return `${where}; ${waysOf[way]}${fault === null || number === 4 ? '' : `. Last heard: ${fault}`}`
}

const eventWords: Record<string, string> = {
  started: 'Started', 'step-done': 'Step {step} proved', 'notify-switched': 'Notify is signed with the new key', 'by-itself': 'Goes on by itself',
  'by-hand': 'Goes on by hand', undone: 'Step {step} undone', paused: 'Paused: {fault}',
}
export function eventSentence({ what, detail }: Rollover['events'][number]): string {
  return (eventWords[what] ?? what).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = detail[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  })
}

import type { RolloverProof } from '#contract/rollovers.ts'
import type { TsigPurpose, WayOfDelivery } from '#contract/nameservers.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'

/* What each step of a rollover changes and what it waits for: no database, no clock, so that it can be read and tested as a table. */

/** A use of the old key as it was when the rollover began. Its id says when it was made: of two keys to ask with, the later made one is taken. */
export interface PlannedUse {
  readonly id: string
  readonly nameserverId: string
  readonly zone: string
  readonly purpose: TsigPurpose
  readonly createdAt: number
}
export interface Plan {
  readonly uses: readonly PlannedUse[]
}

/** What was heard when a server was asked with both keys. */
export interface Asked {
  readonly newVerdict: TsigVerdict | null
  readonly oldVerdict: TsigVerdict | null
  readonly records: number | null
  readonly fault: string | null
  readonly at: number
}

/** What is known of a step: the number of the file that each server should run, what the servers answered, when it was done. */
export interface Marks {
  readonly files: Readonly<Record<string, number>>
  readonly asked: Readonly<Record<string, Asked>>
  readonly doneAt?: number
  /** Of step 3: those who ask have switched, and those who sign notify were told to. */
  readonly notified?: true
  /** The step was gone back to: until every server runs its files again, some still ask as in the step that was undone. */
  readonly back?: true
}
export type Proofs = Readonly<Partial<Record<number, Marks>>>
export const noMarks: Marks = { files: {}, asked: {} }

/** A nameserver as it is now, as far as a rollover looks at it. */
export interface ServerNow {
  readonly id: string
  readonly name: string
  readonly way: WayOfDelivery
  readonly wanted: number
  readonly running: number | null
  readonly outcome: 'running' | 'refused' | 'failed' | null
  readonly outcomeOf: number | null
  readonly outcomeAt: number | null
  readonly detail: string | null
  readonly etag: string
}

export const answers = (purpose: TsigPurpose) => purpose === 'answers-transfers' || purpose === 'takes-updates'
export const placeOf = ({ nameserverId, zone, purpose }: Pick<PlannedUse, 'nameserverId' | 'zone' | 'purpose'>) => `${nameserverId}|${zone}|${purpose}`

/** One thing that a step waits for. `asks`: the server is asked with the keys; else it must say that it runs the file. */
export interface Awaited {
  readonly use: PlannedUse
  readonly by: 'asking' | 'file'
}

/** What a step waits for, in the order it is shown in. Step 1 waits for nothing: it is done in one go. */
export function awaitedIn(step: number, { uses }: Plan, marks: Marks = noMarks): Awaited[] {
  const each = (wanted: readonly PlannedUse[], by: Awaited['by']) => wanted.map((use) => ({ use, by }))
  const servers = [...new Map(uses.toReversed().map((use) => [use.nameserverId, use])).values()].toReversed()
  const answering = uses.filter(({ purpose }) => answers(purpose))
  if (step === 2) return each(answering, 'asking')
  if (step === 3)
    return each(uses.filter(({ purpose }) => purpose === 'asks-for-transfers' || (purpose === 'signs-notify' && marks.notified)), 'file')
  if (step === 4) return each(servers, 'file')
  if (step === 5) {
    const told = new Set(answering.map(({ nameserverId }) => nameserverId))
    return [...each(answering, 'asking'), ...each(servers.filter(({ nameserverId }) => !told.has(nameserverId)), 'asking')]
  }
  return []
}

/** The server knows the key: a signed reply verified. For all zones none is named, so that it may refuse what was asked. */
const knows = (verdict: TsigVerdict | null, zone: string) => verdict === 'accepted' || (zone === '' && verdict === 'refused')
/** The server knows no such key. */
const knowsNot = (verdict: TsigVerdict | null) => verdict === 'unknown-key'
const unheard = (verdict: TsigVerdict | null) => verdict === 'unreachable' || verdict === 'timeout'

/** Is what the server answered the proof of this step? */
export function provedBy(step: number, { zone, purpose }: PlannedUse, asked: Asked | undefined): boolean {
  if (!asked) return false
  if (step === 2) return knows(asked.newVerdict, zone) && knows(asked.oldVerdict, zone)
  if (step === 4) return knowsNot(asked.oldVerdict)
  if (answers(purpose)) return knowsNot(asked.oldVerdict) && knows(asked.newVerdict, zone)
  // It only asks, and may answer nobody: that it runs the file without the key was proved in the step before.
  return knowsNot(asked.oldVerdict) || unheard(asked.oldVerdict)
}

/** Has the server said that it runs what this step put into its file? */
export const runs = (server: ServerNow, file: number | undefined) => file !== undefined && server.running !== null && server.running >= file
/** Has it said that it does not? */
export const balks = (server: ServerNow, file: number | undefined) =>
  file !== undefined && server.outcome !== null && server.outcome !== 'running' && (server.outcomeOf ?? 0) >= file

/** After a file was taken a server may answer as before for so long: it loads, it caches. Milliseconds. */
export const patience = 60_000

/** How one thing stands that a step waits for. */
export function proofOf(step: number, { use, by }: Awaited, marks: Marks, server: ServerNow, iso: (at: number) => string): RolloverProof {
  const asked = marks.asked[placeOf(use)]
  const file = marks.files[use.nameserverId]
  const delivered = runs(server, file)
  // Put in place by hand, what it answers is proof enough; a file that nobody can ask about is not.
  const proved = marks.doneAt !== undefined || provedBy(step, use, asked) || (by === 'file' && delivered)
  const failed = !proved && (balks(server, file) || (by === 'asking' && asked !== undefined && (delivered || step === 5)))
  const awaited = server.way === 'by-hand' && !delivered ? 'waits-for-you' : 'waits-for-server'
  return {
    nameserverId: server.id, nameserverName: server.name, way: server.way, zone: use.zone || null, purpose: use.purpose,
    state: proved ? 'proved' : failed ? 'failed' : awaited,
    newVerdict: asked?.newVerdict ?? null, oldVerdict: asked?.oldVerdict ?? null, wanted: server.etag,
    current: server.running,
    fault: proved ? null : balks(server, file) ? server.detail : (asked?.fault ?? null), records: asked?.records ?? null,
    at: asked ? iso(asked.at) : by === 'file' && delivered && server.outcomeAt !== null ? iso(server.outcomeAt) : null,
  }
}

/**
 * A name for the key that follows: a number goes to the label before the last two, or to the last one where there are no more, and one
 * that is there already is raised. `axfr.ams1.nwnd.example` is followed by `axfr.ams1-2.nwnd.example`, `ddns-lab` by `ddns-lab-2`.
 */
export async function nextName(name: string, isTaken: (name: string) => boolean | Promise<boolean>): Promise<string> {
  const labels = name.split('.')
  const at = Math.max(0, labels.length - 3)
  const [, stem, number] = /^(.*?)(?:-(\d{1,4}))?$/.exec(labels[at]!)!
  for (let next = number === undefined ? 2 : Number(number) + 1; ; next++) {
    const tail = `-${next}`
    const label = stem!.slice(0, 63 - tail.length) + tail
    const whole = [...labels.slice(0, at), label, ...labels.slice(at + 1)].join('.')
    if (whole.length <= 253 && !(await isTaken(whole))) return whole
    if (whole.length > 253) return nextName(labels.slice(1).join('.'), isTaken)
  }
}

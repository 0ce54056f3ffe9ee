import type { Rollover, RolloverProof } from '#contract/rollovers.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { advance, askingPatience, inPlace, pause, undo } from './queries.ts'

const params = ({ id }: Pick<Rollover, 'id'>) => ({ params: { rolloverId: id } })

async function told<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (thrown) {
    toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
    return undefined
  }
}

/** **Start**, **Go on**, **Finish**: looks for the proof of the step under way, and goes on where it is there. */
export async function goOn(rollover: Rollover, automatic?: boolean): Promise<void> {
  const after = await told(() =>
    run(advance, { ...params(rollover), body: { step: rollover.step, ...(automatic === undefined ? {} : { automatic }) }, patience: askingPatience }),
  )
  if (after?.state === 'finished') toast({ text: 'Rollover of {name} finished', name: rollover.oldKey.name })
  else if (after && after.step === rollover.step && automatic === undefined) toast({ text: 'Not all of this step is proved yet', tone: 'info' })
}

export const stop = (rollover: Rollover) => told(() => run(pause, params(rollover)))

/** **It is in place**, of a file that somebody put there. */
export async function sayInPlace(rollover: Rollover, proof: RolloverProof): Promise<void> {
  if (proof.wanted === null) return
  const done = await told(() => run(inPlace, { params: { nameserverId: proof.nameserverId }, body: { etag: proof.wanted! } }))
  if (done) await goOn(rollover)
}

const undoing: Readonly<Record<number, string>> = {
  1: 'The new key is deleted. Servers that have it already lose it with their next file.',
  2: 'Those who ask go back to the old key, and both keys are proved anew.',
  3: 'The old key goes back into every file.',
}

/** **Undo step N**: the step before the one under way. */
export async function takeBack(rollover: Rollover): Promise<void> {
  const back = rollover.step - 1
  const done = await confirm({
    title: `Undo step ${back}`,
    body: undoing[back] ?? '',
    names: [{ name: rollover.oldKey.name, detail: rollover.newKey.name }],
    action: `Undo step ${back}`,
    run: () => run(undo, { ...params(rollover), body: { step: rollover.step } }),
  })
  if (done) toast({ text: `Step ${back} of the rollover of {name} undone`, name: rollover.oldKey.name })
}

/** **Discard**: of a plan that was not started. */
export async function discard(rollover: Rollover, then: () => void): Promise<void> {
  if (await told(() => run(undo, { ...params(rollover), body: { step: rollover.step } }))) then()
}

import { several } from '#contract/several.ts'
import { type Failure, failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { Partly, type Work } from './pending.ts'

export interface Stayed<Item> {
  item: Item
  /** `undefined`: it was not even tried. */
  failure: Failure | undefined
}

const atOnce = 4

/** Nobody would answer the next one either: each would wait ten seconds for the same. */
export const isHopeless = (failure: Failure): boolean => failure.lost || failure.code === 'not-signed-in' || failure.code === 'confirmation-required'

/**
 * Does something to each, a few at a time, and answers which could not be done and why, in the order given. When nobody
 * answers, or the person has had enough of it, the rest is not tried.
 */
export async function eachOf<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>, work?: Work): Promise<Stayed<Item>[]> {
  const failures = new Map<Item, Failure | undefined>(items.map((item) => [item, undefined]))
  let next = 0
  let tried = 0
  let lost = false
  const worker = async () => {
    while (next < items.length && !lost && !work?.signal.aborted) {
      const item = items[next++]!
      try {
        await act(item)
        failures.delete(item)
      } catch (thrown) {
        const failure = failureOf(thrown)
        failures.set(item, failure)
        lost ||= isHopeless(failure)
      }
      work?.said(++tried, items.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return items.filter((item) => failures.has(item)).map((item) => ({ item, failure: failures.get(item) }))
}

const grouped = (count: number) => count.toLocaleString('en')

/** What is said of work on several things: `{ one: 'API key', many: 'API keys' }`, `deleted`. */
export interface Report<Item> {
  things: { one: string; many: string }
  did: string
  of: number
  stayed: readonly Stayed<Item>[]
  nameOf: (item: Item) => string
  /** The person stopped it. */
  stopped: boolean
}

/** What could not be done, by name; `undefined` where all of it was. */
export function reportOf<Item>({ things, did, of, stayed, nameOf, stopped }: Report<Item>): Partly | undefined {
  if (stayed.length === 0) return undefined
  const done = of - stayed.length
  const why = stayed.find(({ failure }) => failure !== undefined && isHopeless(failure))?.failure
  const untried = stopped
    ? 'Not tried, because you stopped.'
    : why === undefined || why.lost
      ? 'Not tried, because the server cannot be reached.'
      : 'Not tried after that.'
  const names = stayed
    // What was refused has a reason of its own, and is read first.
    .toSorted((a, b) => Number(a.failure === undefined) - Number(b.failure === undefined))
    .map(({ item, failure }) => ({
      name: nameOf(item),
      detail: failure === undefined ? untried : (failure.errors[0]?.message ?? wordsFor(failure)),
    }))
  return new Partly({
    title: stopped
      ? `Stopped: ${grouped(done)} of ${several(of, things)} ${did}`
      : stayed.length === 1
        ? `One ${things.one} was not ${did}`
        : `${grouped(stayed.length)} ${things.many} were not ${did}`,
    body:
      `${grouped(done)} of ${grouped(of)} ${done === 1 ? 'was' : 'were'} ${did}. ` +
      (stayed.length === 1 ? 'This one was not, and why:' : 'These were not, and why:'),
    names,
  })
}

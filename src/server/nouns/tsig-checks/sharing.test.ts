import { expect, test } from 'vitest'
import { sharing } from './sharing.ts'

/** Runs that the test ends, and the signals they were given. */
function played(most = 60_000) {
  const begun: { signal: AbortSignal; end: (heard: string) => void }[] = []
  const left: string[] = []
  const run = (_: string, signal: AbortSignal) => new Promise<string>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
    begun.push({ signal, end: resolve })
  })
  const asked = sharing(run, most, (answer, will: string) => {
    answer.then((heard) => left.push(`${will}: ${heard}`), (error: Error) => left.push(`${will}: ${error.name}`))
  })
  return { begun, left, ask: (what: string, signal: AbortSignal, will = '') => asked(what, signal, will) }
}
const settled = (promise: Promise<string>) => promise.catch((error: Error) => `rejected: ${error.message}`)

test('who asks the same at once hears one answer, who asks another thing or later is asked for anew', async () => {
  const { begun, ask } = played()
  const never = new AbortController().signal
  const [one, two, other] = [ask('a', never), ask('a', never), ask('b', never)]
  expect(begun.length).toBe(2)
  begun[0]!.end('heard')
  begun[1]!.end('other')
  expect(await Promise.all([one, two, other])).toEqual(['heard', 'heard', 'other'])
  void ask('a', never)
  expect(begun.length).toBe(3)
})

test.each([[0, 1], [1, 0]])('of two the one goes (%i), and the other still hears', async (goes, stays) => {
  const { begun, ask } = played()
  const stops = [new AbortController(), new AbortController()]
  const waiting = stops.map(({ signal }) => settled(ask('a', signal)))
  stops[goes]!.abort(new Error('gone'))
  expect(await waiting[goes]).toBe('rejected: gone')
  expect(begun[0]!.signal.aborted).toBe(false)
  begun[0]!.end('heard')
  expect(await waiting[stays]).toBe('heard')
})

test('the last to go ends it, and whoever comes then asks anew', async () => {
  const { begun, left, ask } = played()
  const stops = [new AbortController(), new AbortController()]
  const waiting = stops.map(({ signal }, at) => settled(ask('a', signal, `asker ${at}`)))
  // Why they went is theirs: nobody's time was over who was asked.
  for (const stop of stops) stop.abort(Object.assign(new Error('gone'), { name: 'TimeoutError' }))
  const again = ask('a', new AbortController().signal)
  expect(await Promise.all(waiting)).toEqual(['rejected: gone', 'rejected: gone'])
  await expect.poll(() => begun[0]!.signal.aborted).toBe(true)
  await expect.poll(() => left).toEqual(['asker 1: AbortError'])
  expect([begun.length, begun[1]!.signal.aborted]).toEqual([2, false])
  begun[1]!.end('anew')
  expect(await again).toBe('anew')
  await expect(ask('a', stops[0]!.signal)).rejects.toThrow('gone')
})

test('it has its own end', async () => {
  const { ask } = played(20)
  await expect(ask('a', new AbortController().signal)).rejects.toMatchObject({ name: 'TimeoutError' })
})

import { failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { type Held, hold } from './held.ts'
import { makeStore } from './store.ts'
import { toast } from './toast.ts'

/** Secrets of a list that are shown in their rows: one at a time, for half a minute. `called`: `The secret of {name}`. */
export function makeSight<Thing extends { id: string }>({
  called,
  name,
  ask,
}: {
  called: string
  name: (thing: Thing) => string
  ask: (thing: Thing) => Promise<string>
}) {
  /** Whose secret is in sight. It holds a way to the secret, not the secret. */
  const shown = makeStore<{ id: string; held: Held } | undefined>(undefined)
  /** Asked for last: an answer that was overtaken, or came when the page was gone, is shown to nobody. */
  let wanted: string | undefined

  function hide() {
    wanted = undefined
    shown.get()?.held.drop()
  }

  /** Shows one that came another way. Drop your own reference to it (S8). */
  function put(id: string, secret: string) {
    hide()
    const held = hold(secret, () => {
      if (shown.get()?.held === held) shown.set(undefined)
    })
    shown.set({ id, held })
  }

  /** The eye, and the entry of the row menu. Who it is, is asked by the client when the server wants to know. */
  async function show(thing: Thing) {
    hide()
    wanted = thing.id
    try {
      const secret = await ask(thing)
      if (wanted === thing.id) put(thing.id, secret)
    } catch (thrown) {
      const failure = failureOf(thrown)
      // Their own Cancel: nothing went wrong.
      if (failure.code === 'confirmation-required') toast({ tone: 'info', text: `${called} stays masked: showing it needs your password.`, name: name(thing) })
      else toast({ tone: 'bad', text: `${called} was not shown. ${wordsFor(failure)}`, name: name(thing) })
    }
  }

  return { shown, show, put, hide }
}

/** Copies, and answers whether the browser let us. */
export async function copySecret(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    toast({ text: 'Copied' })
    return true
  } catch {
    toast({ tone: 'info', text: 'The browser does not let this page copy. The secret is selected: copy it by keyboard.' })
    return false
  }
}

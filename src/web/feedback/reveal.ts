import type { Fact } from '../ui/facts.tsx'
import { makeStore } from './store.ts'

export type Download = {
  /** In the menu: `.env file`. */
  label: string
  file: string
  type: string
  /** The file's text; called with the value at the moment of the press. */
  content: (value: string) => string
}

export type Revelation = {
  /** `API Key Generated - Action Required`. */
  title: string
  /** What the value is: `API key`. */
  label: string
  /** The value. Drop your own reference to it: from here it lives in one variable and goes with **Done** (S8). */
  value: string
  help?: string
  facts?: readonly Fact[]
  /** How to use it, with a variable instead of the value. */
  snippet?: { label: string; text: string }
  downloads?: readonly Download[]
  /** After **Done**: acknowledge the reply, say the toast. */
  onDone?: () => void
}
export type OpenRevelation = Omit<Revelation, 'value'> & { id: number; read: () => string; done: () => void }

let last = 0

/** Waiting ones; the first is open. They hold a way to the value, not the value. */
export const revelations = makeStore<readonly OpenRevelation[]>([])

/** Shows a value once. Settles when the person pressed **Done**. */
export function reveal({ value, onDone, ...rest }: Revelation): Promise<void> {
  let secret = value
  return new Promise((resolve) => {
    const id = ++last
    const done = () => {
      secret = ''
      revelations.set(revelations.get().filter((one) => one.id !== id))
      onDone?.()
      resolve()
    }
    revelations.set([...revelations.get(), { ...rest, id, read: () => secret, done }])
  })
}

/** The two files people keep a value in: `.env` and JSON. `variable` is the name in both. */
export function envAndJson(variable: string, file: string): readonly Download[] {
  return [
    { label: '.env file', file: `${file}.env`, type: 'text/plain', content: (value) => `${variable}=${value}\n` },
    { label: 'JSON file', file: `${file}.json`, type: 'application/json', content: (value) => `${JSON.stringify({ [variable]: value }, null, 2)}\n` },
  ]
}

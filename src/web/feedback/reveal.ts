import { type Download, drawers, type Revelation, revelations } from './pending.ts'
import { RevealHost } from './reveal-dialog.tsx'

// Imported outright, not by and by: whoever can make a value has the dialog that shows it, or the value would be lost with the network.
drawers.set({ ...drawers.get(), reveal: RevealHost })

let last = 0

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

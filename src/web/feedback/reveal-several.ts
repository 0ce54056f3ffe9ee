import { drawers, severalRevelations, type SeveralRevelation } from './pending.ts'
import { SeveralHost } from './reveal-several-dialog.tsx'

// Imported outright, as by `reveal.ts`: whoever can make values has the dialog that shows them.
drawers.set({ ...drawers.get(), several: SeveralHost })

let last = 0

/** Shows values that were made in one go, once. Settles when the person closed it on purpose. */
export function revealSeveral({ values, onDone, ...rest }: SeveralRevelation): Promise<void> {
  let secrets = values.map(({ value }) => value)
  const names = values.map(({ name }) => name)
  return new Promise((resolve) => {
    const id = ++last
    const done = () => {
      secrets = []
      severalRevelations.set(severalRevelations.get().filter((one) => one.id !== id))
      onDone?.()
      resolve()
    }
    severalRevelations.set([...severalRevelations.get(), { ...rest, id, names, read: (at) => secrets[at] ?? '', done }])
  })
}

import type { Density } from './list-state.ts'

/** What a person chose for a table, on this machine: loaded into the URL where that does not say. The first three as they stand there. */
export interface Remembered {
  cols?: string
  widths?: string
  pinned?: string
  density?: Density
  /** How it is shown, where it can be in several ways. */
  look?: string
}

const keyOf = (userId: string, noun: string) => `countersign.table.${userId}.${noun}`

/** What was stored may be of another version, or of somebody who plays: the URL's reader looks at it again. */
export function remembered(userId: string, noun: string): Remembered {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId, noun)) ?? '{}')
    const { columns, density, ...rest } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>
    // Until November 2026 the columns were a list.
    const given = { ...(Array.isArray(columns) && columns.every((id) => typeof id === 'string') ? { cols: columns.join(',') } : {}), ...rest }
    const texts = (['cols', 'widths', 'pinned', 'look'] as const).map((name) => [name, given[name as 'cols']] as const)
    return {
      ...Object.fromEntries(texts.filter(([, text]) => typeof text === 'string' && text !== '')),
      ...(density === 'compact' || density === 'comfortable' ? { density } : {}),
    }
  } catch {
    return {}
  }
}

export function remember(userId: string, noun: string, what: Remembered): void {
  try {
    if (Object.values(what).every((text) => text === undefined)) localStorage.removeItem(keyOf(userId, noun))
    else localStorage.setItem(keyOf(userId, noun), JSON.stringify(what))
  } catch {
    // Storage is refused: the choice stands in the URL all the same.
  }
}

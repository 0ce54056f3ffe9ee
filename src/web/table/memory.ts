import type { Density } from './list-state.ts'

/** What a person chose for a table, on this machine: loaded into the URL where that does not say. */
export interface Remembered {
  columns?: readonly string[]
  density?: Density
}

const keyOf = (userId: string, noun: string) => `countersign.table.${userId}.${noun}`

/** What was stored may be of another version, or of somebody who plays: the URL's reader looks at it again. */
export function remembered(userId: string, noun: string): Remembered {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId, noun)) ?? '{}')
    const { columns, density } = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>
    return {
      ...(Array.isArray(columns) && columns.every((id) => typeof id === 'string') ? { columns } : {}),
      ...(density === 'compact' || density === 'comfortable' ? { density } : {}),
    }
  } catch {
    return {}
  }
}

export function remember(userId: string, noun: string, what: Remembered): void {
  try {
    if (what.columns === undefined && what.density === undefined) localStorage.removeItem(keyOf(userId, noun))
    else localStorage.setItem(keyOf(userId, noun), JSON.stringify(what))
  } catch {
    // Storage is refused: the choice stands in the URL all the same.
  }
}

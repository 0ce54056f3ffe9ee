import { day, exact } from '../ui/dates.ts'
import type { TextStyle } from '../ui/text-width.ts'

/**
 * What a cell has side by side: the widest of some texts each, as they are written, and px of what is no text. `ofRows`: they are those
 * of the rows at hand, where the widest there may be is too rare to keep its room.
 */
export type Least<Row = never> = readonly (Part | { ofRows: (rows: readonly Row[]) => readonly string[]; style: TextStyle; beside?: number })[]
type Part = { texts: () => readonly string[]; style: TextStyle; beside?: number }
type Fixed = readonly Part[]

const twelfths = Array.from({ length: 12 }, (_, month) => Date.UTC(2028, month, 28, 22, 58, 58))

/** Every month as the person's browser writes it: `28 Sept 2028`. */
export const dates = (never?: string): Fixed => [{ texts: () => [...twelfths.map((at) => day(at, 'UTC')), never ?? ''], style: 'body' }]

/** `28 Sept 2028, 22:58:58`, where it is the row's name. */
export const exactTimes: Fixed = [{ texts: () => twelfths.map((at) => exact(at, 'UTC')), style: 'strong' }]

/** The longest that `relative` says of a year and more. */
export const agos = (never = 'Never'): Fixed => [{ texts: () => ['59 minutes ago', '23 hours ago', '9,999 days ago', 'Yesterday', never], style: 'body' }]

/** A status' icon, and what stands round it. */
export const statusMarks = 25

/** Words with an icon before them (`ui/status.tsx`). */
export const statuses = (words: readonly string[]): Fixed => [{ texts: () => words, style: 'status', beside: statusMarks }]

export const fixed = (text: string): Fixed => [{ texts: () => [text], style: 'mono' }]

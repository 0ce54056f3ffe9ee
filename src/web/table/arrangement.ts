/*
 * How a person has a table's columns: which, in which order, how wide, and which stay in sight. All of it is text in the URL:
 * `cols=name,status`, `widths=name-220,status-140`, `pinned=status`.
 */

export interface Arrangement {
  /** Ids of the columns shown, in their order; `undefined`: those that are not `hidden`. */
  readonly columns: readonly string[] | undefined
  /** px, of those that somebody made wider or narrower. */
  readonly widths: Readonly<Record<string, number>>
  /** They stand right after the name, and stay while the others scroll. */
  readonly pinned: readonly string[]
}

/** What of a column matters here. */
export interface Arranged {
  readonly id: string
  readonly kind?: string
  readonly hidden?: boolean
}

type Columns = readonly Arranged[]

export const asUsual: Arrangement = { columns: undefined, widths: {}, pinned: [] }

/** px. Narrower than that nobody finds the edge again; what a column holds may ask for more (`layout.ts`). */
export const narrowest = 48
export const widest = 1200
export const clampWidth = (px: number): number => Math.round(Math.min(widest, Math.max(narrowest, px)))

export const usualIds = (columns: Columns): readonly string[] => columns.filter((column) => !column.hidden).map(({ id }) => id)
const isName = (columns: Columns, id: string) => columns.some((column) => column.id === id && column.kind === 'name')

/** The name is first, then what is pinned, then the rest, each as asked. */
export function placed(ids: readonly string[], pinned: readonly string[], columns: Columns): readonly string[] {
  const rank = (id: string) => (isName(columns, id) ? 0 : pinned.includes(id) ? 1 : 2)
  return [...ids].sort((a, b) => rank(a) - rank(b))
}

/** What is shown, in order. */
export const shownIds = ({ columns: ids, pinned }: Arrangement, columns: Columns): readonly string[] => placed(ids ?? usualIds(columns), pinned, columns)

/** Those that are shown as they stand, and the hidden ones where they would come. */
export function allIds(shown: readonly string[], columns: Columns): readonly string[] {
  const all = [...shown]
  columns.forEach(({ id }, at) => {
    if (all.includes(id)) return
    const before = columns.slice(0, at).findLast((column) => all.includes(column.id))
    all.splice(before ? all.indexOf(before.id) + 1 : 0, 0, id)
  })
  return all
}

/** The same order, with these. */
export const showing = (wanted: (id: string) => boolean, arrangement: Arrangement, columns: Columns): readonly string[] =>
  placed(allIds(shownIds(arrangement, columns), columns).filter((id) => wanted(id) || isName(columns, id)), arrangement.pinned, columns)

/** Where `id` may go: among the pinned ones or among the others, never before the name. */
function range(id: string, shown: readonly string[], pinned: readonly string[], columns: Columns): readonly [from: number, to: number] {
  const alike = shown.filter((other) => !isName(columns, other) && pinned.includes(other) === pinned.includes(id))
  return isName(columns, id) || alike.length === 0 ? [-1, -1] : [shown.indexOf(alike[0]!), shown.indexOf(alike.at(-1)!)]
}

/** The columns with `id` at another place of those shown; as near to it as it may be. */
export function movedTo(id: string, place: number, arrangement: Arrangement, columns: Columns): readonly string[] {
  const shown = shownIds(arrangement, columns)
  const [from, to] = range(id, shown, arrangement.pinned, columns)
  if (from < 0 || !shown.includes(id)) return shown
  const rest = shown.filter((other) => other !== id)
  rest.splice(Math.min(to, Math.max(from, place)), 0, id)
  return rest
}

/** One place to the left or right; `undefined` where it can go no further. */
export function moved(id: string, step: 1 | -1, arrangement: Arrangement, columns: Columns): readonly string[] | undefined {
  const shown = shownIds(arrangement, columns)
  const next = movedTo(id, shown.indexOf(id) + step, arrangement, columns)
  return next.join() === shown.join() ? undefined : next
}

/** Pinned, or no longer: it then stands last of those that are, or first of the others. */
export function pinnedOr(id: string, on: boolean, arrangement: Arrangement, columns: Columns): Arrangement {
  const pinned = [...arrangement.pinned.filter((other) => other !== id), ...(on && !isName(columns, id) ? [id] : [])]
  const ids = shownIds(arrangement, columns).filter((other) => other !== id)
  const stay = ids.filter((other) => isName(columns, other) || pinned.includes(other)).length
  return { ...arrangement, pinned, columns: placed([...ids.slice(0, stay), id, ...ids.slice(stay)], pinned, columns) }
}

export const sized = (id: string, px: number | undefined, { widths }: Arrangement): Readonly<Record<string, number>> => {
  const { [id]: _, ...rest } = widths
  return px === undefined ? rest : { ...rest, [id]: clampWidth(px) }
}

/** Ids of a text, once each; `gone`: what is no column here. */
export function readIds(text: string, columns: Columns): { ids: string[]; gone: string[] } {
  const asked = [...new Set(text.split(','))].filter((id) => id !== '')
  const known = (id: string) => columns.some((column) => column.id === id)
  return { ids: asked.filter(known), gone: asked.filter((id) => !known(id)) }
}

/** `name-220,status-140`. What is out of bounds is the nearest that is in them; what is no width of a column here is `wrong`. */
export function readWidths(text: string, columns: Columns): { widths: Record<string, number>; wrong: string[] } {
  const parts = text.split(',').filter((part) => part !== '')
  const read = parts.map((part) => ({ part, match: /^(.+)-(\d{1,9})$/.exec(part) }))
  const known = read.flatMap(({ match }) => (match && columns.some(({ id }) => id === match[1]) ? [[match[1]!, clampWidth(Number(match[2]))] as const] : []))
  const wrong = read.filter(({ match }) => !match || !columns.some(({ id }) => id === match[1])).map(({ part }) => part)
  return { widths: Object.fromEntries(known), wrong }
}

/** In the order of the columns, so that the same widths are the same text. */
export const widthsText = (widths: Readonly<Record<string, number>>, columns: Columns): string =>
  columns.flatMap(({ id }) => (Object.hasOwn(widths, id) ? [`${id}-${widths[id]}`] : [])).join(',')

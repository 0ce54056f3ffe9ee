/** Costs the same at any number of rows: all but some, or none but some. */
export interface Selection {
  readonly all: boolean
  readonly exceptions: ReadonlySet<string>
}

export const nothing: Selection = { all: false, exceptions: new Set() }
export const everything: Selection = { all: true, exceptions: new Set() }

export const isSelected = ({ all, exceptions }: Selection, id: string): boolean => all !== exceptions.has(id)

/** Of `total` rows. */
export const countSelected = ({ all, exceptions }: Selection, total: number): number => (all ? Math.max(0, total - exceptions.size) : exceptions.size)

/** Selects these rows, or lets them go. */
export function select(selection: Selection, ids: Iterable<string>, on: boolean): Selection {
  const exceptions = new Set(selection.exceptions)
  for (const id of ids) {
    if (on === selection.all) exceptions.delete(id)
    else exceptions.add(id)
  }
  return { all: selection.all, exceptions }
}

/** Without rows that are gone. */
export function keepOnly(selection: Selection, exists: (id: string) => boolean): Selection {
  const kept = [...selection.exceptions].filter(exists)
  return kept.length === selection.exceptions.size ? selection : { all: selection.all, exceptions: new Set(kept) }
}

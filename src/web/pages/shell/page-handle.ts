/** What a route says of its page: the document's title, and the way to it in the top bar. */
export interface PageHandle {
  title: string
  crumbs: readonly string[]
  /** A dialog over the page that stays mounted below: it has a title, but the place and the focus stay with the page. */
  dialog?: true
}

export const page = (title: string, ...above: string[]): PageHandle => ({ title, crumbs: [...above, title] })
/** A tab of a page: the window's title names it, the way to it ends at its page. */
export const tab = (name: string, title: string, ...above: string[]): PageHandle => ({ title: `${name} · ${title}`, crumbs: [...above, title] })
export const dialog = (title: string): PageHandle => ({ title, crumbs: [], dialog: true })

export const notThere = page('There is no such page')
export const forAdministrators = page('This page is for administrators')
/** The ids of the routes whose loader lets in, or answers "not found": each begins with this. */
export const gated = 'administrators'

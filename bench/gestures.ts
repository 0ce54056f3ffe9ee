/** What a page of the bench has to offer, as `window.bench`: each gesture as a person or the part's own API makes it. */
export interface Gestures {
  /** Name contains text; `''` takes that back. */
  filter: (text: string) => void
  sort: (way: 'asc' | 'desc' | null) => void
  /** Selects everything, or lets go of it. */
  selectAll: (on: boolean) => void
  showNote: (on: boolean) => void
  scroller: () => Element
  nextPage: () => void
  firstName: () => string | null | undefined
  firstChecked: () => boolean
  rowSelector: string
}

declare global {
  interface Window {
    bench?: Gestures
    /** Milliseconds that making the rows took: nobody's merit. */
    makingRows?: number
  }
}

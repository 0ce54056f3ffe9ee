import { makeRows } from '../rows.ts'

/** Part of every page: makes its rows, and says how long that took. */
const begun = performance.now()
export const rows = makeRows(Number(new URLSearchParams(location.search).get('n') ?? 1000))
window.makingRows = performance.now() - begun

export const root = document.getElementById('root')!

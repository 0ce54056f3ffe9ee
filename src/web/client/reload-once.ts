const mark = 'countersign.reloaded'
const again = 60_000
let going = false

/** Loads the console anew at `path`, unless that was done a moment ago and evidently did not help. */
export function reloadOnce(path: string): boolean {
  if (going) return true
  try {
    const last = Number(sessionStorage.getItem(mark) ?? 0)
    if (Date.now() - last < again) return false
    sessionStorage.setItem(mark, String(Date.now()))
  } catch {
    // Without storage there is no guard against reloading for ever.
    return false
  }
  going = true
  // Reloading keeps what stands behind `#`: an invitation's code is nowhere else.
  if (path === location.pathname + location.search) location.reload()
  else location.assign(path)
  return true
}

/** Code of ours that did not come: the server is away, or it has another version now. Each browser has its own words for it. */
export const isCodeFailure = (thrown: unknown): boolean =>
  thrown instanceof Error && /dynamically imported module|module script failed|Unable to preload/i.test(thrown.message)

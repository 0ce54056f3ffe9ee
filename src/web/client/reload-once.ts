const mark = 'countersign.reloaded'
const again = 60_000

/** Loads the console anew at `path`, unless that was done a moment ago and evidently did not help. */
export function reloadOnce(path: string): boolean {
  try {
    const last = Number(sessionStorage.getItem(mark) ?? 0)
    if (Date.now() - last < again) return false
    sessionStorage.setItem(mark, String(Date.now()))
  } catch {
    // Without storage there is no guard against reloading for ever.
    return false
  }
  // Reloading keeps what stands behind `#`: a setup code is nowhere else.
  if (path === location.pathname + location.search) location.reload()
  else location.assign(path)
  return true
}

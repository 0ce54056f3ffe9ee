/** Turns that the event loop makes while this runs: how often others are heard. */
export async function turnsOf(running: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let going = true
  const next = () => {
    turns++
    if (going) setImmediate(next)
  }
  next()
  await running()
  going = false
  return turns
}

/** How long a secret stays in sight. */
export const sightSeconds = 30

export interface Held {
  read: () => string
  drop: () => void
}

/**
 * Holds a secret in one variable for half a minute (S8), then lets go of it and says so. By a timer, and by the clock when the
 * page is looked at again: timers stand still while a machine sleeps.
 */
export function hold(secret: string, onGone: () => void): Held {
  let held = secret
  const until = Date.now() + sightSeconds * 1000
  function drop() {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
    if (held === '') return
    held = ''
    onGone()
  }
  const look = () => {
    if (Date.now() >= until) drop()
  }
  const timer = setTimeout(drop, sightSeconds * 1000)
  document.addEventListener('visibilitychange', look)
  return { read: () => held, drop }
}

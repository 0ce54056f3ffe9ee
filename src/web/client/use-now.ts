import { useEffect, useState } from 'react'
import { serverNow } from './clock.ts'

/** The server's time, moving on every `every` milliseconds: for "4 minutes ago" and for countdowns. */
export function useNow(every = 30_000): number {
  const [, setTicks] = useState(0)
  useEffect(() => {
    const tick = () => setTicks((ticks) => ticks + 1)
    const timer = setInterval(tick, every)
    // Timers are slowed in hidden tabs and stopped in sleep: be right at once when seen again.
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [every])
  // Read when drawn, not when ticked: what has just been read must not lie in the future of an older tick.
  return serverNow()
}

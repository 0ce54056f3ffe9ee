/**
 * Who asks the same at the same time gets the one answer. What is asked goes on as long as anybody waits for it: one who goes hears
 * their own signal's reason, the last one to go ends it, and so does `most`, milliseconds after it began. `orphaned` gets what comes of
 * it when all have gone, with what the last one said is to be done with that.
 */
export function sharing<Asked, Heard, Will>(
  run: (asked: Asked, signal: AbortSignal) => Promise<Heard>, most: number, orphaned: (answer: Promise<Heard>, will: Will) => void,
) {
  const under = new Map<string, { answer: Promise<Heard>; waiting: number; stop: AbortController }>()

  return async (asked: Asked, signal: AbortSignal, will: Will): Promise<Heard> => {
    signal.throwIfAborted()
    const same = JSON.stringify(asked)
    let one = under.get(same)
    if (!one) {
      const stop = new AbortController()
      const answer = run(asked, AbortSignal.any([stop.signal, AbortSignal.timeout(most)])).finally(() => {
        if (under.get(same)?.stop === stop) under.delete(same)
      })
      one = { answer, waiting: 0, stop }
      under.set(same, one)
    }
    const { answer, stop } = one
    const joined = one
    joined.waiting++
    let leave = () => {}
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        reject(signal.reason as Error)
        if (--joined.waiting > 0) return
        // Whoever comes now asks anew.
        if (under.get(same) === joined) under.delete(same)
        // Why they went is theirs: that their time was over says nothing of who was asked.
        stop.abort(new DOMException('Nobody waits for it any more.', 'AbortError'))
        orphaned(answer, will)
      }
      signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([answer, left])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}

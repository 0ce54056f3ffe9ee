import { Clipped } from './cells.tsx'
import { Status } from './status.tsx'

/** `done` is quiet; `denied: not-found` has the mark, and says why. The words are the log's own, so that filters find them. */
export function Outcome({ of }: { of: string }) {
  const [, why] = /^denied: (.*)$/.exec(of) ?? []
  return why === undefined ? <Clipped none="None">{of}</Clipped> : <Clipped none="None"><Status word="Denied" /> {why}</Clipped>
}

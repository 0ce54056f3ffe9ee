import { useEffect, useRef, useState } from 'react'
import { listAudit } from '#contract/calls.ts'
import { exportTsigKey } from '#contract/calls-of-dns.ts'
import type { TsigExportFormat } from '#contract/tsig-keys.ts'
import { callForText } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'
import { type Held, hold } from '../../feedback/held.ts'

interface Revealed {
  format: TsigExportFormat
  held?: Held
  failed?: unknown
}

/** The text with the secret, for half a minute: from the reply into one variable and away (S8). Another format lets go of it. */
export function useRevealed(tsigId: string, format: TsigExportFormat) {
  const [revealed, setRevealed] = useState<Revealed>()
  const [busy, setBusy] = useState(false)
  const last = useRef<Held>(undefined)
  /** What is on the screen: an answer about something else is shown to nobody. */
  const here = useRef<TsigExportFormat>(undefined)

  useEffect(() => {
    here.current = format
    return () => {
      here.current = undefined
      last.current?.drop()
    }
  }, [tsigId, format])

  async function reveal() {
    setBusy(true)
    setRevealed(undefined)
    try {
      const text = await callForText(exportTsigKey, { params: { tsigId }, body: { format } })
      void makeStale(listAudit)
      if (here.current !== format) return
      const held = hold(text, () => setRevealed((now) => (now?.held === held ? undefined : now)))
      last.current = held
      setRevealed({ format, held })
    } catch (thrown) {
      setRevealed({ format, failed: thrown })
    } finally {
      setBusy(false)
    }
  }

  const own = revealed?.format === format ? revealed : undefined
  return { held: own?.held, failed: own?.failed, busy, reveal }
}

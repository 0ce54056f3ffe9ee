import { RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useNow } from '../../client/use-now.ts'
import { toast } from '../../feedback/toast.ts'
import { Button } from '../../ui/button.tsx'
import { clock } from '../../ui/dates.ts'
import { Facts } from '../../ui/facts.tsx'
import { Figure } from '../../ui/figure.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Notice } from '../../ui/notice.tsx'
import { OneTimeValue } from '../../ui/one-time-value.tsx'
import { Stack } from '../../ui/stack.tsx'
import { wordsForAllowed } from './allowed.ts'
import type { Held } from './auth-token.tsx'
import { countdown, secondsLeft } from './left.ts'

/** From here on it is said that the token ends: five minutes. */
const late = 300

type LiveProps = { held: Held; read: () => string; onEnd: () => void; onRefresh: () => void; busy: boolean; whyNoRefresh: string | undefined }

/** A token that was got: its value, how long it lives, and what it may do. */
export function Live({ held, read, onEnd, onRefresh, busy, whyNoRefresh }: LiveProps) {
  const left = secondsLeft(held.expiresAt, useNow(1000))
  /** Which token was copied: a new one was not. */
  const [copied, setCopied] = useState<number>()
  const ended = left === 0
  useEffect(() => {
    if (ended) onEnd()
  }, [ended, onEnd])

  return (
    <Stack gap={16}>
      {!ended && (
        <OneTimeValue
          label="Token"
          read={read}
          help="Gone when you leave this page."
          copied={copied === held.serial}
          onCopied={() => {
            setCopied(held.serial)
            toast({ text: 'Copied' })
          }}
        />
      )}
      <Stack row align="end" justify="between" gap={16} wrap>
        <Labelled label="Time left">
          <Figure warn={left <= late} role="timer">{ended ? 'Ended' : countdown(left)}</Figure>
        </Labelled>
        <Button icon={RefreshCw} busy={busy} disabledReason={whyNoRefresh} onClick={onRefresh}>Refresh</Button>
      </Stack>
      <div role="status">
        {ended && <Notice tone="bad">This token has ended. Refresh gets a new one.</Notice>}
        {!ended && left <= late && <Notice tone="warn">This token ends in less than five minutes, at {clock(held.expiresAt)}. Refresh gets a new one.</Notice>}
      </div>
      {held.identity === undefined
        ? <Notice>What this token may do could not be read. It works all the same.</Notice>
        : <Facts facts={factsOf(held.identity)} />}
    </Stack>
  )
}

const factsOf = ({ user, apiKey, allowed }: NonNullable<Held['identity']>) => [
  { label: 'Acts as', value: `${user.name} (${user.email})` },
  ...(apiKey === null ? [] : [{ label: 'Made with', value: apiKey.name }]),
  { label: 'May do', value: <ul>{wordsForAllowed(allowed).map((what) => <li key={what}>{what}</li>)}</ul> },
]

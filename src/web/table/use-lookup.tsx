import { type RefObject, useState } from 'react'
import { late } from '../ui/late.tsx'
import { type LookedUp, lookUp } from './lookup.ts'
import type { LookupNoticeProps } from './lookup-notice.tsx'

const LookupNotice = late<LookupNoticeProps>(async () => (await import('./lookup-notice.tsx')).LookupNotice)

/** Whose a value is that was pasted into this search box: the question, and the answer above the list until it is dismissed. */
export function useLookup(searchBox: RefObject<HTMLInputElement | null>) {
  const [answer, setAnswer] = useState<LookedUp>()
  return {
    onPasted: (value: string) => void lookUp(value).then(setAnswer),
    notice: answer !== undefined && (
      <LookupNotice
        answer={answer}
        onClose={() => {
          setAnswer(undefined)
          searchBox.current?.focus()
        }}
      />
    ),
  }
}

import { useQueries, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { session } from '../../client/session.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { LookupNotice } from '../../table/lookup-notice.tsx'
import { type LookedUp, lookUp } from '../../table/lookup.ts'
import { holdsCredential, pastedCredential } from '../../client/pasted.ts'
import { Finder } from '../../ui/finder.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type Place, placesFor } from './find-places.ts'
import { findings } from './find-things.ts'

/** How long one rests before the server is asked, in milliseconds. */
const rest = 150

/** The text as it is once nobody types any more. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), rest)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}

/** **Search everything**: pages, actions and things by name; a pasted value is asked about by hash, and is not kept. */
export function FindDialog({ onClose }: { onClose: () => void }) {
  const { user } = useSuspenseQuery(session).data
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<LookedUp>()
  const [asking, setAsking] = useState(false)

  const held = holdsCredential(text)
  const wanted = held ? '' : text.trim()
  const search = useRested(wanted)
  const found = useQueries({ queries: findings(user.role, search) })
  const { pages, actions } = placesFor(user.role, wanted)
  const failed = found.find(({ error }) => error !== null)?.error

  async function type(next: string) {
    setAnswer(undefined)
    const pasted = pastedCredential(next)
    setText(pasted === undefined ? next : '')
    if (pasted === undefined) return
    setAsking(true)
    setAnswer(await lookUp(pasted))
    setAsking(false)
  }

  const pick = ({ href }: Place) => {
    onClose()
    void navigate(href)
  }

  const things = search === '' || wanted === '' ? [] : found.flatMap(({ data }) => (data === undefined ? [] : [data]))
  const places = [{ name: 'Actions', items: actions }, { name: 'Pages', items: pages }]
  return (
    <Finder
      title="Search everything"
      placeholder="Search by name or owner, or paste a key"
      text={text}
      onText={(next) => void type(next)}
      // With nothing typed one comes to go somewhere; with a name, to find what has it.
      groups={held ? [] : wanted === '' ? places : [...things, ...places]}
      busy={asking || wanted !== search || found.some(({ isFetching }) => isFetching)}
      notice={
        held ? <Notice tone="info">This begins like a credential, so it is not searched for. Paste the whole value to see whose it is.</Notice>
        : answer !== undefined ? <LookupNotice answer={answer} onClose={() => setAnswer(undefined)} />
        : failed ? <FailureNotice error={failed} /> : undefined
      }
      onPick={pick}
      onClose={onClose}
    />
  )
}

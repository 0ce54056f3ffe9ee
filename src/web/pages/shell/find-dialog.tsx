import { useQueries, useSuspenseQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { session } from '../../client/session.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { toast } from '../../feedback/toast.ts'
import { LookupNotice } from '../../table/lookup-notice.tsx'
import { type LookedUp, lookUp } from '../../table/lookup.ts'
import { holdsCredential, pastedCredential } from '../../client/pasted.ts'
import { Finder } from '../../ui/finder.tsx'
import { Notice } from '../../ui/notice.tsx'
import { isMeant, type Place, placesFor } from './find-places.ts'
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

/** For a finger, which has no arrow keys. */
const back: Place = { key: 'back', label: 'Back to what was found', icon: ArrowLeft }

/** **Search everything**: pages, actions and things by name; a pasted value is asked about by hash, and is not kept. */
export function FindDialog({ onClose }: { onClose: () => void }) {
  const { user } = useSuspenseQuery(session).data
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<LookedUp>()
  const [asking, setAsking] = useState(false)
  /** Whose actions are shown. */
  const [of, setOf] = useState<Place>()

  const held = holdsCredential(text)
  const wanted = held ? '' : text.trim()
  const search = useRested(wanted)
  const found = useQueries({ queries: findings(user.role, search) })
  const { pages, actions } = placesFor(user.role, wanted)
  const failed = found.find(({ error }) => error !== null)?.error

  async function type(next: string) {
    setAnswer(undefined)
    setOf(undefined)
    const pasted = pastedCredential(next)
    setText(pasted === undefined ? next : '')
    if (pasted === undefined) return
    setAsking(true)
    setAnswer(await lookUp(pasted))
    setAsking(false)
  }

  async function pick({ key, href, copies }: Place) {
    if (key === back.key) return setOf(undefined)
    if (copies !== undefined) {
      // It stays open: one may want the next thing of it too.
      const copied = await navigator.clipboard.writeText(copies).then(() => true, () => false)
      return toast(copied ? { text: 'Copied', detail: copies } : { text: 'The browser does not let this page copy.', tone: 'bad' })
    }
    onClose()
    return href === undefined ? undefined : navigate(href)
  }

  const things = search === '' || wanted === '' ? [] : found.flatMap(({ data }) => (data === undefined ? [] : [data]))
  const places = (one: (place: Place) => boolean) => [
    { name: 'Actions', items: actions.filter(one) },
    { name: 'Pages', items: pages.filter(one) },
  ]
  const meant = (place: Place) => isMeant(place, wanted)
  // With nothing typed one comes to go somewhere; with a name, to find what has it.
  const all = wanted === ''
    ? places(() => true)
    : [
        ...places(meant).map(({ name, items }) => ({ name: `${name} of this name`, items })),
        ...things,
        ...places((place) => !meant(place)),
      ]
  const total = things.reduce((sum, thing) => sum + thing.total, 0) + actions.length + pages.length
  return (
    <Finder
      title="Search everything"
      placeholder="Search by name or owner, or paste a key"
      text={text}
      onText={(next) => void type(next)}
      groups={held ? [] : of ? [{ name: of.label, items: [...(of.acts ?? []), back] }] : all}
      count={held ? 0 : of ? (of.acts?.length ?? 0) : total}
      hasActs={({ acts = [] }) => acts.length > 0}
      onActs={setOf}
      inActs={of !== undefined}
      busy={asking || wanted !== search || found.some(({ isFetching }) => isFetching)}
      notice={
        held ? <Notice tone="info">This begins like a credential, so it is not searched for. Paste the whole value to see whose it is.</Notice>
        : answer !== undefined ? <LookupNotice answer={answer} onClose={() => setAnswer(undefined)} />
        : failed ? <FailureNotice error={failed} /> : undefined
      }
      onPick={(place) => void pick(place)}
      onClose={onClose}
    />
  )
}

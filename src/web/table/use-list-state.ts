import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { formatListState, type ListShape, type ListState, parseListState, usualColumns } from './list-state.ts'
import { remember, remembered } from './memory.ts'
import { holdsCredential } from './pasted.ts'

/** While somebody types, the address waits until they pause: browsers allow only so many changes of it (Safari: 100 in 30 s). */
const pause = 200

export interface ChangeHow {
  /** It is being typed. */
  typing?: boolean
  /** A step of its own for the browser's Back. */
  push?: boolean
  /** What was asked for and cannot be had, in sentences. */
  problems?: readonly string[]
}

const none: readonly string[] = []

interface Draft {
  /** Addresses that belong to this draft: where it began, and what was written since. Any other one takes its place. */
  known: readonly string[]
  text: string
  state: ListState
}

/**
 * The table's state. The URL is its only home: what is typed is shown at once and written there a moment later, and a
 * change of the URL from elsewhere (Back, a link) always wins.
 */
export function useListState(shape: ListShape, userId: string, noun: string) {
  const { search } = useLocation()
  const navigate = useNavigate()
  const query = search.slice(1)
  const [draft, setDraft] = useState<Draft>()
  const [said, setSaid] = useState<readonly string[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const read = useMemo(() => {
    const { state, problems } = parseListState(query, shape)
    const memory = remembered(userId, noun)
    const known = memory.columns?.filter((id) => shape.columns.some((column) => column.id === id))
    return { problems, state: { ...state, columns: state.columns ?? (known?.length ? known : undefined), density: state.density ?? memory.density } }
  }, [query, shape, userId, noun])

  const drafted = draft?.known.includes(query) ? draft : undefined
  const state = drafted?.state ?? read.state
  const latest = useRef({ state, query })
  latest.current = { state, query }

  const write = useCallback((text: string, push: boolean) => {
    clearTimeout(timer.current)
    setDraft((now) => now && { ...now, known: [...now.known, text] })
    void navigate({ search: text }, { replace: !push, preventScrollReset: true })
  }, [navigate])

  const change = useCallback((patch: Partial<ListState>, { typing = false, push = false, problems: unmet = none }: ChangeHow = {}) => {
    const next = { ...latest.current.state, page: 1, ...patch }
    const text = formatListState(next, shape)
    latest.current = { ...latest.current, state: next }
    setSaid(unmet)
    setDraft((now) => ({ known: now?.known.includes(latest.current.query) ? now.known : [latest.current.query], text, state: next }))
    if ('columns' in patch || 'density' in patch) {
      const usual = next.columns === undefined || next.columns.join() === usualColumns(shape).join()
      remember(userId, noun, { columns: usual ? undefined : next.columns, density: next.density === 'comfortable' ? next.density : undefined })
    }
    clearTimeout(timer.current)
    if (typing) timer.current = setTimeout(() => write(text, push), pause)
    else write(text, push)
  }, [shape, userId, noun, write])

  // It has arrived: from here the URL speaks for itself again.
  useEffect(() => {
    if (draft?.text === query) setDraft(undefined)
  }, [draft, query])

  useEffect(() => () => clearTimeout(timer.current), [])

  const { problems } = read
  useEffect(() => {
    // A credential does not stay in the address, whoever put it there.
    if (holdsCredential(decoded(query))) {
      setSaid(problems)
      write(formatListState(latest.current.state, shape), false)
      return
    }
    // What a person chose is loaded into a URL that does not say, so that a copied link shows the same table.
    if (problems.length > 0 || drafted) return
    const text = formatListState(read.state, shape)
    const given = new URLSearchParams(query)
    if ((!given.has('cols') && text.includes('cols=')) || (!given.has('density') && text.includes('density='))) write(text, false)
  }, [query, problems, drafted, read.state, shape, write])

  return { state, problems: drafted ? said : [...said, ...problems.filter((one) => !said.includes(one))], change }
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}

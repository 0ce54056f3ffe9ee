import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { useOwnZone } from '../client/times.ts'
import { formatListState, type ListShape, type ListState, parseListState } from './list-state.ts'
import { remember, remembered } from './memory.ts'
import { holdsCredential } from '../client/pasted.ts'
import { useSame } from './use-same.ts'

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
  readonly known: Set<string>
  readonly text: string
  readonly state: ListState
}

/**
 * The table's state. The URL is its only home: what is typed is shown at once and written there a moment later, and a
 * change of the URL from elsewhere (Back, a link) always wins.
 */
export function useListState(shape: ListShape, userId: string, noun: string) {
  const { search } = useLocation()
  const navigate = useNavigate()
  const query = search.slice(1)
  const own = useOwnZone(userId)
  // Beside React's state: that a draft was written, or has arrived, changes nothing that is seen, and must not draw the table again.
  const draft = useRef<Draft>(undefined)
  const [, draw] = useReducer((drawn: number) => drawn + 1, 0)
  const [said, setSaid] = useState<readonly string[]>(none)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const read = useMemo(() => {
    const { state, problems } = parseListState(query, shape)
    const { density, look, ...memory } = remembered(userId, noun)
    // What is remembered holds where the address says nothing of columns: half of one and half of the other is nobody's.
    const kept = arranges(query) ? state : parseListState(new URLSearchParams(memory).toString(), shape).state
    return {
      problems,
      state: {
        ...state, columns: kept.columns, widths: kept.widths, pinned: kept.pinned, density: state.density ?? density,
        look: state.look ?? (shape.looks?.includes(look ?? '') ? look : undefined), zone: state.zone ?? own,
      },
    }
  }, [query, shape, userId, noun, own])

  // Once it has arrived, the URL speaks for itself again.
  const drafted = draft.current !== undefined && draft.current.text !== query && draft.current.known.has(query) ? draft.current : undefined
  const state = useSame(drafted?.state ?? read.state)
  const latest = useRef({ state, query })
  latest.current = { state, query }

  const write = useCallback((text: string, push: boolean) => {
    clearTimeout(timer.current)
    draft.current?.known.add(text)
    void navigate({ search: text }, { replace: !push, preventScrollReset: true })
  }, [navigate])

  const change = useCallback((patch: Partial<ListState>, { typing = false, push = false, problems: unmet = none }: ChangeHow = {}) => {
    const next = { ...latest.current.state, page: 1, ...patch }
    const text = formatListState(next, shape)
    const { query: here } = latest.current
    latest.current = { state: next, query: here }
    setSaid(unmet)
    draft.current = { known: draft.current?.known.has(here) ? draft.current.known : new Set([here]), text, state: next }
    draw()
    if ('columns' in patch || 'density' in patch) {
      const said = new URLSearchParams(text)
      const [cols, widths, pinned] = ['cols', 'widths', 'pinned'].map((name) => said.get(name) ?? undefined)
      remember(userId, noun, { cols, widths, pinned, density: next.density === 'comfortable' ? next.density : undefined, look: remembered(userId, noun).look })
    }
    clearTimeout(timer.current)
    if (!typing) write(text, push)
    // What the address says already, with nothing on its way there, is not written again: it would take back a link that was followed meanwhile.
    else if (text !== here || draft.current.known.size > 1) timer.current = setTimeout(() => write(text, push), pause)
  }, [shape, userId, noun, write])

  useEffect(() => {
    const { current } = draft
    if (current === undefined || (current.text !== query && current.known.has(query))) return
    // It has arrived, or somebody went elsewhere: what was still to be written would take them back.
    clearTimeout(timer.current)
    draft.current = undefined
  }, [query])

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
    if (['cols', 'widths', 'pinned', 'density', 'look', 'tz'].some((name) => !given.has(name) && text.includes(`${name}=`))) write(text, false)
  }, [query, problems, drafted, read.state, shape, write])

  return { state, problems: drafted ? said : [...said, ...problems.filter((one) => !said.includes(one))], change }
}

/** Does it say how columns are? */
export function arranges(query: string): boolean {
  const given = new URLSearchParams(query)
  return ['cols', 'widths', 'pinned'].some((name) => given.has(name))
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}

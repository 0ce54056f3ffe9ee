import { useEffect, useEffectEvent, useMemo } from 'react'
import { useLocation, useMatches } from 'react-router'
import { useNameOfPage } from '../../layout/page-name.ts'
import { focusPage } from '../../ui/focus.ts'
import { useTitle } from '../../ui/use-title.ts'
import { forAdministrators, gated, type PageHandle } from './page-handle.ts'

/**
 * The page one is on. Its title is the window's; and when it changes, the focus goes to its heading, so that
 * the keyboard and a screen reader begin there (a dialog over the page keeps the focus to itself).
 */
export function usePage(): PageHandle {
  const matches = useMatches()
  const handles = matches.flatMap((match) => (match.handle === undefined ? [] : [{ id: match.id, handle: match.handle as PageHandle }]))
  // What the gate refused has no name for this person but whose it is.
  const refused = matches.some(({ id, loaderData }) => id.startsWith(gated) && loaderData === undefined)
  const page = handles.findLast(({ handle }) => !handle.dialog)
  const top = handles.at(-1)
  const covered = top?.handle.dialog === true
  const { key } = useLocation()
  const name = useNameOfPage()
  useTitle(refused ? forAdministrators.title : (covered ? undefined : name) ?? top?.handle.title ?? 'Countersign')

  const arrive = useEffectEvent(() => {
    // The first page of a visit: the browser begins at the top by itself.
    if (key === 'default' || covered) return
    focusPage()
    window.scrollTo(0, 0)
  })
  // When the page changes, and not when a dialog over it does.
  useEffect(() => arrive(), [page?.id])

  const handle = refused ? forAdministrators : page?.handle ?? noPage
  // The same object for the same page, so that the frame is not drawn anew for each address of it.
  return useMemo(() => (refused || name === undefined ? handle : { title: name, crumbs: [...handle.crumbs.slice(0, -1), name] }), [refused, handle, name])
}

const noPage: PageHandle = { title: 'Countersign', crumbs: [] }

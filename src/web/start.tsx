import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import type { Failure } from './client/failure.ts'
import { queryClient } from './client/query-client.ts'
import { answers, heedHints, look } from './client/reach.ts'
import { whenSignedOut } from './client/signed-out.ts'
import { FeedbackHost } from './feedback/feedback-host.tsx'
import { whenGoing } from './feedback/go.ts'
import { confirmations } from './feedback/pending.ts'
import { signInAgain } from './feedback/sign-in-again.ts'
import { isFormHeld, isUnsaved, letGo } from './feedback/unsaved.ts'
import { isPublic, pageOf, paths } from './paths.ts'
import { reloadOnce } from './client/reload-once.ts'
import { routes } from './routes.tsx'
import { keepFocus } from './ui/focus.ts'
import { fetchingAhead } from './ui/late.tsx'
import { Look } from './ui/look.tsx'

/** Puts the console into the page. */
export function start(root: HTMLElement) {
  const router = createBrowserRouter(routes)
  const going = () => router.state.navigation.location ?? router.state.location

  whenGoing((href) => void router.navigate(href))
  keepFocus()

  // A session that ended while the console was open. On the first load the shell's loader sees to it.
  whenSignedOut(async (why) => {
    const { pathname, search } = going()
    if (!router.state.initialized || isPublic(pathname)) return false
    let next = pathname
    if (isFormHeld() || confirmations.get().length > 0) {
      const how = await signInAgain(why)
      if (how !== 'leave') return how
      // To the page under the form, which is given up.
      next = pageOf(pathname)
    }
    letGo()
    confirmations.get().forEach(({ settle }) => settle(false))
    // Drawn at once: a page that is still there would be drawn anew without what it shows.
    const leaving = router.navigate(paths.signIn(next + search, why === 'another' ? undefined : why), { replace: true, flushSync: true })
    void leaving?.then(() => queryClient.clear())
    return false
  })

  // A chunk that is gone: the server was updated while this tab was open. Not what is fetched ahead: it may be the server that is gone.
  window.addEventListener('vite:preloadError', () => {
    if (fetchingAhead()) return
    const { pathname, search } = going()
    // A page says itself what becomes of it (Boundary); what opens over one must not take a form with it, nor lead to the browser's own page.
    void answers().then((there) => {
      if (!there) void look()
      else if (!isUnsaved()) reloadOnce(pathname + search)
    })
  })
  heedHints()

  const settled = () => router.state.initialized && router.state.navigation.state === 'idle' && queryClient.isFetching() === 0

  // What a page asked when its session was over is refused, and drawn no more once sign-in is there: no fault of the page.
  const isOver = (error: unknown) => (error as { cause?: Partial<Failure> }).cause?.code === 'not-signed-in'
  createRoot(root, { onRecoverableError: (error) => { if (!isOver(error)) reportError(error) } }).render(
    <StrictMode>
      <Look settled={settled}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <FeedbackHost />
        </QueryClientProvider>
      </Look>
    </StrictMode>,
  )
}

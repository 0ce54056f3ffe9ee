import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from './client/query-client.ts'
import { whenSignedOut } from './client/signed-out.ts'
import { FeedbackHost } from './feedback/feedback-host.tsx'
import { isPublic, paths } from './paths.ts'
import { reloadOnce } from './client/reload-once.ts'
import { routes } from './routes.tsx'
import { fetchingAhead } from './ui/late.tsx'
import { Look } from './ui/look.tsx'

/** Puts the console into the page. */
export function start(root: HTMLElement) {
  const router = createBrowserRouter(routes)
  const going = () => router.state.navigation.location ?? router.state.location

  // A session that ended while the console was open. On the first load the shell's loader sees to it.
  whenSignedOut(() => {
    const { pathname, search } = going()
    if (!router.state.initialized || isPublic(pathname)) return
    void router.navigate(paths.signIn(pathname + search), { replace: true })?.then(() => queryClient.clear())
  })

  // A chunk that is gone: the server was updated while this tab was open. Not what is fetched ahead: it may be the server that is gone.
  window.addEventListener('vite:preloadError', (event) => {
    if (fetchingAhead()) return
    const { pathname, search } = going()
    if (reloadOnce(pathname + search)) event.preventDefault()
  })

  const settled = () => router.state.initialized && router.state.navigation.state === 'idle' && queryClient.isFetching() === 0

  createRoot(root).render(
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

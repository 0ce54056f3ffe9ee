import { useEffect, useState } from 'react'
import { isRouteErrorResponse, useLocation, useRevalidator, useRouteError } from 'react-router'
import { answers, look } from '../../client/reach.ts'
import { isCodeFailure, reloadOnce } from '../../client/reload-once.ts'
import { FailedPage, NotFoundPage } from '../../layout/error-page.tsx'
import { paths } from '../../paths.ts'
import { forAdministrators } from './page-handle.ts'

/** What could not be loaded or drawn (S6: page → boundary). */
export function Boundary() {
  const error = useRouteError()
  const { revalidate } = useRevalidator()
  if (isRouteErrorResponse(error) && error.status === 404) {
    if (error.data !== forAdministrators.title) return <NotFoundPage home={paths.overview} />
    return (
      <NotFoundPage title={forAdministrators.title} home={paths.overview}>
        Only they can see what is here. You are signed in as a standard user: ask an administrator to look, or to give you their role.
      </NotFoundPage>
    )
  }
  if (isCodeFailure(error)) return <CodeFailed error={error} />
  return <FailedPage error={error} retry={() => void revalidate()} home={paths.overview} />
}

/**
 * The page's code did not come. A browser may keep that answer as long as this document lives, so that only a new one helps: by itself where the
 * server is there (it was updated while this tab was open), by **Try again** where it is away, and never before it answers.
 */
function CodeFailed({ error }: { error: unknown }) {
  const { pathname, search } = useLocation()
  const [away, setAway] = useState(false)

  useEffect(() => {
    let here = true
    void (async () => {
      const there = await answers()
      if (!here) return
      if (there && reloadOnce(pathname + search)) return
      setAway(true)
      void look()
    })()
    return () => {
      here = false
    }
  }, [pathname, search])

  async function retry() {
    if (await answers()) location.reload()
    else void look()
  }

  return away ? <FailedPage error={error} retry={() => void retry()} home={paths.overview} /> : null
}

import { isRouteErrorResponse, useRevalidator, useRouteError } from 'react-router'
import { FailedPage, NotFoundPage } from '../../layout/error-page.tsx'
import { paths } from '../../paths.ts'

/** What could not be loaded or drawn (S6: page → boundary). */
export function Boundary() {
  const error = useRouteError()
  const { revalidate } = useRevalidator()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage home={paths.overview} />
  return <FailedPage error={error} retry={() => void revalidate()} home={paths.overview} />
}

import { type ReactNode, useEffect, useState } from 'react'
import { useLocation, useNavigation } from 'react-router'
import { pageOf } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
import { SkeletonBar } from '../../ui/skeleton-bar.tsx'
import { Stack } from '../../ui/stack.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'

/** Before this a page that is being left stays: bars for a moment are worse than nothing. */
const patience = 300

/** The page, or bars where the next one will be when it takes long to come. */
export function Pending({ children }: { children: ReactNode }) {
  const here = useLocation().pathname
  const { location } = useNavigation()
  const there = location?.pathname
  const leaving = there !== undefined && pageOf(there) !== pageOf(here) ? there : undefined
  const [late, setLate] = useState<string>()

  useEffect(() => {
    if (leaving === undefined) return
    const timer = setTimeout(() => setLate(leaving), patience)
    return () => {
      clearTimeout(timer)
      setLate(undefined)
    }
  }, [leaving])

  if (late === undefined || late !== leaving) return children
  return (
    <Page title="Loading">
      <Stack gap={16}>
        <div role="status"><VisuallyHidden>Loading the page</VisuallyHidden></div>
        <SkeletonBar width="long" />
        <SkeletonBar width="middle" />
        <SkeletonBar width="long" />
      </Stack>
    </Page>
  )
}

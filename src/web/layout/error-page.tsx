import { CloudOff, RotateCcw, SearchX } from 'lucide-react'
import { failureOf } from '../client/failure.ts'
import { wordsFor } from '../client/words.ts'
import { ButtonLink } from '../ui/button-link.tsx'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { useTitle } from '../ui/use-title.ts'

/** There is no such page, or no such thing. */
export function NotFoundPage({
  title = 'There is no such page',
  children = 'The address may be mistyped, or what was here was deleted.',
  home,
}: {
  title?: string
  children?: string
  home: string
}) {
  useTitle(title)
  return (
    <Empty icon={SearchX} title={title} level={1} action={<ButtonLink href={home}>Go to the overview</ButtonLink>}>
      {children}
    </Empty>
  )
}

/** A page could not be loaded (S6: page → boundary). `retry` reads it again. */
export function FailedPage({ error, retry, home }: { error: unknown; retry: () => void; home: string }) {
  const failure = failureOf(error)
  const title = 'This page could not be loaded'
  useTitle(title)
  if (failure.code === 'not-found') return <NotFoundPage title="It is not there" home={home}>{wordsFor(failure)}</NotFoundPage>
  return (
    <Empty
      icon={CloudOff}
      tone="bad"
      announce
      level={1}
      title={title}
      code={failure.requestId === undefined ? undefined : `request ${failure.requestId}`}
      action={<Button icon={RotateCcw} onClick={retry}>Try again</Button>}
    >
      {wordsFor(failure)} Nothing was changed.
    </Empty>
  )
}

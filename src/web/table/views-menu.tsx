import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Bookmark, BookmarkPlus, ChevronDown, ListChecks } from 'lucide-react'
import { memo, useCallback, useState } from 'react'
import type { View } from '#contract/views.ts'
import { serverNow } from '../client/clock.ts'
import { session } from '../client/session.ts'
import { Button } from '../ui/button.tsx'
import { late } from '../ui/late.tsx'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import type { BuiltInView } from './list-table-props.ts'
import type { ViewsDialogProps } from './views-dialog.tsx'
import type { SaveViewProps } from './save-view.tsx'
import { useStable } from './use-stable.ts'
import { viewsOf } from './views.ts'

const ViewsDialog = late<ViewsDialogProps>(async () => (await import('./panels.ts')).ViewsDialog)
const SaveView = late<SaveViewProps>(async () => (await import('./panels.ts')).SaveView)

export type ViewsProps = {
  noun: View['noun']
  builtIn: readonly BuiltInView[]
  /** What is shown, as it stands behind the `?`. */
  query: string
  onOpen: (query: string) => void
}

const none: readonly View[] = []

/** The order of a query's parts says nothing, nor does whose clock its times are of. */
const sorted = (query: string) => {
  const params = new URLSearchParams(query)
  params.delete('page')
  params.delete('tz')
  params.sort()
  return params.toString()
}

/** The entries of **Views** and the dialogs behind them, for the toolbar and for the one menu of a phone. */
export function useViews({ noun, builtIn, query, onOpen }: ViewsProps) {
  const [open, setOpen] = useState<'save' | 'manage'>()
  const { user } = useSuspenseQuery(session).data
  const { data, isError } = useQuery(viewsOf(noun))
  const views = data?.data ?? none
  const whyNone = data ? 'There is none yet.' : isError ? 'They could not be read.' : 'They are being read.'
  const latest = useStable({ here: () => sorted(query), onOpen })

  // Other ones when the list of views has come, so that a menu that is open already shows it; not when the query changes.
  const items = useCallback((): MenuItems => {
    const here = latest.here()
    const entry = (name: string, to: string) => ({ label: name, checked: sorted(to) === here, run: () => latest.onOpen(to) })
    const group = (name: string, entries: ReturnType<typeof entry>[]): MenuItems => (entries.length === 0 ? [] : [{ group: name }, ...entries])
    return [
      entry('Everything', ''),
      ...builtIn.map((view) => entry(view.name, view.query(serverNow()))),
      ...group('My views', views.filter((view) => view.own).map((view) => entry(view.name, view.query))),
      ...group('Shared', views.filter((view) => !view.own).map((view) => entry(view.name, view.query))),
      { line: true },
      { label: 'Save view', icon: BookmarkPlus, run: () => setOpen('save') },
      { label: 'Manage views', icon: ListChecks, run: () => setOpen('manage'), disabled: views.length === 0 ? whyNone : undefined },
    ]
  }, [latest, builtIn, views, whyNone])

  const administrator = user.role === 'administrator'
  const close = () => setOpen(undefined)
  const dialogs = (
    <>
      {open === 'save' && <SaveView noun={noun} query={query} mayShare={administrator} onClose={close} />}
      {open === 'manage' && <ViewsDialog views={views} query={query} administrator={administrator} onClose={close} />}
    </>
  )
  return { items, dialogs }
}

export const ViewsMenu = memo(function ViewsMenu({ items }: { items: () => MenuItems }) {
  return (
    <MenuButton
      items={items}
      align="left"
      label="Views"
      renderButton={(opener) => (
        <Button icon={Bookmark} iconEnd={ChevronDown} {...opener}>
          Views
        </Button>
      )}
    />
  )
})

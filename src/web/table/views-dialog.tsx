import { useState } from 'react'
import type { View } from '#contract/views.ts'
import { run } from '../client/mutation.ts'
import { FailureNotice } from '../feedback/failure-notice.tsx'
import { toast } from '../feedback/toast.ts'
import { useUnsaved } from '../feedback/use-unsaved.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Input } from '../ui/input.tsx'
import css from '../ui/list-table.module.css'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { EllipsisVertical } from 'lucide-react'
import { changeView, removeView } from './views.ts'

export type ViewsDialogProps = { views: readonly View[]; query: string; administrator: boolean; onClose: () => void }

/** **Manage views**: one's own, and for administrators the shared ones of others. */
export function ViewsDialog({ views, query, administrator, onClose }: ViewsDialogProps) {
  const [failed, setFailed] = useState<unknown>()
  const [renaming, setRenaming] = useState<{ id: string; name: string }>()
  useUnsaved({ dirty: renaming !== undefined && views.find(({ id }) => id === renaming.id)?.name !== renaming.name, held: true })

  async function attempt(act: () => Promise<unknown>, said: string, name: string) {
    setFailed(undefined)
    try {
      await act()
      setRenaming(undefined)
      toast({ text: `View {name} ${said}`, name })
    } catch (thrown) {
      setFailed(thrown)
    }
  }

  const change = (view: View, body: { name?: string; shared?: boolean; query?: string }, said: string) =>
    void attempt(() => run(changeView, { params: { viewId: view.id }, body }), said, body.name ?? view.name)

  const whyNot = (view: View) => (view.own || administrator ? undefined : 'An administrator keeps this view.')
  const items = (view: View): MenuItems => [
    { label: 'Rename', run: () => setRenaming({ id: view.id, name: view.name }), disabled: whyNot(view) },
    { label: 'Replace by what is shown', run: () => change(view, { query }, 'replaced'), disabled: whyNot(view) },
    {
      label: view.shared ? 'Stop sharing' : 'Share with everybody',
      run: () => change(view, { shared: !view.shared }, view.shared ? 'is yours alone' : 'shared'),
      disabled: administrator ? undefined : 'Only administrators share views.',
    },
    {
      label: 'Delete view',
      tone: 'bad',
      run: () => void attempt(() => run(removeView, { params: { viewId: view.id } }), 'deleted', view.name),
      disabled: whyNot(view),
    },
  ]

  return (
    <Dialog
      open
      title="Manage views"
      width={480}
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      {failed !== undefined && <FailureNotice error={failed} />}
      {views.length === 0 ? (
        <p>There is none any more.</p>
      ) : (
        <ul className={css.views}>
          {views.map((view) => (
            <li key={view.id}>
              {renaming?.id === view.id ? (
                <form
                  className={css.view}
                  onSubmit={(event) => {
                    event.preventDefault()
                    change(view, { name: renaming.name }, 'renamed')
                  }}
                >
                  <span className={css.viewName}>
                    <Input
                      bar
                      autoFocus
                      aria-label={`New name of ${view.name}`}
                      value={renaming.name}
                      onChange={(event) => setRenaming({ id: view.id, name: event.target.value })}
                    />
                  </span>
                  <Button type="submit" size="small">
                    Rename
                  </Button>
                  <Button variant="quiet" size="small" onClick={() => setRenaming(undefined)}>
                    Cancel
                  </Button>
                </form>
              ) : (
                <div className={css.view}>
                  <span className={css.viewName}>{view.name}</span>
                  <span className={css.viewAbout}>{view.shared ? (view.own ? 'Shared by you' : 'Shared') : 'Yours alone'}</span>
                  <MenuButton
                    items={() => items(view)}
                    renderButton={(opener) => <IconButton label={`Actions for ${view.name}`} icon={EllipsisVertical} tooltip={false} {...opener} />}
                  />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

import { RotateCcw } from 'lucide-react'
import { useRevalidator } from 'react-router'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

export type ChangedNoticeProps = {
  name: string
  /** Who that may have been: `by you in another window or by an administrator`. */
  by?: string
  /** What **Reload the form** does. */
  reload?: string
}

/** After 412: somebody was faster. Reading the thing again starts the form anew, because its version is the form's key. */
export function ChangedNotice({ name, by, reload = 'Reload the form to see what it is now; what you entered here goes.' }: ChangedNoticeProps) {
  const { revalidate, state } = useRevalidator()
  return (
    <Notice
      tone="warn"
      announce
      action={
        <Button size="small" icon={RotateCcw} busy={state === 'loading'} onClick={() => void revalidate()}>
          Reload the form
        </Button>
      }
    >
      {name} was changed meanwhile{by === undefined ? '' : `, ${by}`}. Nothing was saved. {reload}
    </Notice>
  )
}

import { RotateCcw } from 'lucide-react'
import { useRevalidator } from 'react-router'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** After 412: somebody was faster. Reading the key again starts the form anew, because its version is the form's key. */
export function ChangedNotice({ name }: { name: string }) {
  const { revalidate, state } = useRevalidator()
  return (
    <Notice tone="warn" announce action={<Button size="small" icon={RotateCcw} busy={state === 'loading'} onClick={() => void revalidate()}>Reload the form</Button>}>
      {name} was changed meanwhile, by you in another window or by an administrator. Nothing was saved. Reload the form to see what it is now; what you entered here goes.
    </Notice>
  )
}

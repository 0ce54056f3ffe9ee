import { RotateCcw } from 'lucide-react'
import { useRevalidator } from 'react-router'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** After 412: somebody was faster. Reading again starts the form anew, because the version is its key. */
export function ChangedNotice({ name }: { name: string }) {
  const { revalidate, state } = useRevalidator()
  return (
    <Notice tone="warn" announce action={<Button size="small" icon={RotateCcw} busy={state === 'loading'} onClick={() => void revalidate()}>Reload the form</Button>}>
      {name} was changed meanwhile, by you in another window or by another administrator. Nothing was saved. Reload the form to see what is now.
    </Notice>
  )
}

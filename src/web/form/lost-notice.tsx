import { Notice } from '../ui/notice.tsx'

/** After no answer came, twice: what is true now, and the two ways on. `button` is the form's own. */
export function LostNotice({ what, button = 'Save' }: { what: string; button?: string }) {
  return (
    <Notice tone="warn" announce>
      No answer came, so {what} all the same. Press {button} again: with nothing changed here, it is not done twice and you get the same answer.
      Otherwise close this and look at the list.
    </Notice>
  )
}

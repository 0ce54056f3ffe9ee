import { VisuallyHidden } from '../../ui/visually-hidden.tsx'

/** While the first page is fetched: nothing that would flash, and a word for those who do not see. */
export function Splash() {
  return <div role="status"><VisuallyHidden>Loading Countersign</VisuallyHidden></div>
}

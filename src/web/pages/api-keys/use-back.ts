import { useNavigate } from 'react-router'
import { focusPageIfLost } from '../../ui/focus.ts'
import { paths } from '../../paths.ts'

/**
 * From a dialog back to the list under it. At once, so that the dialog has given the focus back before another takes it;
 * one that was opened by its address has nobody to give it to.
 */
export function useBack() {
  const navigate = useNavigate()
  return async () => {
    await navigate(paths.myApiKeys, { replace: true, flushSync: true })
    focusPageIfLost()
  }
}

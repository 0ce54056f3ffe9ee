import { useLocation, useNavigate } from 'react-router'
import { afterDialog, pageOf } from '../paths.ts'

/**
 * From a dialog back to the list under it. At once, so that the dialog has given the focus back before another takes it;
 * one that was opened by its address has nobody to give it to. The list's filters and page stand behind the `?` of both;
 * what was said to the dialog alone goes with it.
 */
export function useBack() {
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  return async () => {
    await navigate({ pathname: pageOf(pathname), search: afterDialog(search) }, { replace: true, flushSync: true })
  }
}

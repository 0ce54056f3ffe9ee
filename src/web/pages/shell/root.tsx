import { Outlet } from 'react-router'
import { RouterLinks } from '../../layout/router-link.tsx'

/** Above every page. */
export function Root() {
  return <RouterLinks><Outlet /></RouterLinks>
}

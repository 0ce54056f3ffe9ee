import { Outlet } from 'react-router'
import { RouterLinks } from '../../layout/router-link.tsx'
import { Guard } from './guard.tsx'

/** Above every page. */
export function Root() {
  return <RouterLinks><Guard /><Outlet /></RouterLinks>
}

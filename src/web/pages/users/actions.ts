import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { CirclePause, CirclePlay, Link, LockOpen, Pencil, UserRoundCog } from 'lucide-react'
import type { User } from '#contract/users.ts'
import { session } from '../../client/session.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { disableOne, enableOne, unlockOne } from './enabled.ts'
import { renewLink } from './invitation-link.ts'
import { administrators } from './queries.ts'
import { whyKept } from './words.ts'

/** What can be done to a user, from the list and from their page (S10). `open` opens the dialogs over either. */
export function useUserActions(open: { edit: (user: User) => void; role: (user: User) => void }): (user: User) => MenuItems {
  const me = useSuspenseQuery(session).data.user
  // Loaded before the rows. Where it could not be, the server says of the last administrator that they stay.
  const total = useQuery(administrators).data?.total ?? Number.POSITIVE_INFINITY

  return (user) => {
    const kept = whyKept(user, total)
    return [
      { label: 'Edit User', icon: Pencil, run: () => open.edit(user) },
      { label: 'Change Role', icon: UserRoundCog, run: () => open.role(user), disabled: kept },
      {
        label: 'New Invitation Link', icon: Link, run: () => void renewLink(user),
        disabled: user.status === 'disabled' ? 'Enable them first: a link for a disabled user does not work.' : undefined,
      },
      {
        label: 'Unlock',
        icon: LockOpen,
        run: () => void unlockOne(user),
        disabled: user.keptOutUntil === null ? 'Nothing keeps them out: too few of their sign-ins failed.' : undefined,
      },
      user.status === 'disabled'
        ? { label: 'Enable User', icon: CirclePlay, run: () => void enableOne(user) }
        : { label: 'Disable User', icon: CirclePause, tone: 'bad', run: () => void disableOne(user, user.id === me.id), disabled: kept },
    ]
  }
}

import { KeyRound, LogOut, MonitorSmartphone, Ticket, UserRound } from 'lucide-react'
import { useMemo } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { signOut } from '#contract/calls.ts'
import { localZone } from '#contract/zones.ts'
import { call } from '../../client/call.ts'
import { dropDrafts } from '../../client/drafts.ts'
import { failureOf } from '../../client/failure.ts'
import { queryClient } from '../../client/query-client.ts'
import { serverNow } from '../../client/clock.ts'
import { chooseTimes, type Times } from '../../client/times.ts'
import { wordsFor } from '../../client/words.ts'
import { toast } from '../../feedback/toast.ts'
import { mayLeave } from '../../feedback/unsaved.ts'
import { paths } from '../../paths.ts'
import { useThemeChoice } from '../../ui/look.tsx'
import type { MenuItems } from '../../ui/menu.tsx'
import { zoneName } from '../../ui/zone.tsx'

/** What stands behind **Account**, where times are shown in this zone. */
export function useAccountMenu({ id, email }: { id: string; email: string }, zone: string): MenuItems {
  const navigate = useNavigate()
  const { search } = useLocation()
  const named = search.includes('tz=') ? search : undefined
  const [theme, chooseTheme] = useThemeChoice()

  return useMemo(() => {
    async function leave() {
      if (!(await mayLeave())) return
      try {
        await call(signOut)
      } catch (thrown) {
        const failure = failureOf(thrown)
        // Being signed out already is what was wanted; the client has seen to it.
        if (failure.code !== 'not-signed-in') toast({ text: wordsFor(failure), tone: 'bad' })
        return
      }
      dropDrafts()
      await navigate(paths.signIn(), { replace: true })
      queryClient.clear()
    }

    function choose(times: Times) {
      chooseTimes(id, times)
      if (named === undefined) return
      // The address of a table, or of a link that somebody sent, says another one.
      const given = new URLSearchParams(named)
      given.delete('tz')
      void navigate({ search: given.toString() }, { replace: true, preventScrollReset: true })
    }

    return [
      { group: email },
      { label: 'My API Keys', icon: KeyRound, run: () => void navigate(paths.myApiKeys) },
      { label: 'Auth token', icon: Ticket, run: () => void navigate(paths.authToken) },
      { label: 'Profile', icon: UserRound, run: () => void navigate(paths.profile) },
      { label: 'Sessions', icon: MonitorSmartphone, run: () => void navigate(paths.sessions) },
      { line: true },
      { group: 'Theme' },
      { label: 'Light', checked: theme === 'light', run: () => chooseTheme('light') },
      { label: 'Dark', checked: theme === 'dark', run: () => chooseTheme('dark') },
      { label: 'System', checked: theme === 'system', run: () => chooseTheme('system') },
      { group: 'Times in' },
      { label: `Local (${zoneName(localZone, serverNow())})`, checked: zone === localZone, run: () => choose('local') },
      { label: 'UTC', checked: zone === 'UTC', run: () => choose('UTC') },
      { line: true },
      { label: 'Sign out', icon: LogOut, run: () => void leave() },
    ]
  }, [id, email, zone, named, navigate, theme, chooseTheme])
}

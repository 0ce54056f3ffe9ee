import { LayoutGrid, Table2 } from 'lucide-react'
import { useLocation, useNavigate } from 'react-router'
import { remember, remembered } from '../../table/memory.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Stack } from '../../ui/stack.tsx'

/** How tokens are shown: as the vendor has them, or as every other list here is. */
export const looks = ['cards', 'table'] as const
type Look = (typeof looks)[number]

const isLook = (text: string | null | undefined): text is Look => looks.some((look) => look === text)

/** What the address says, or what the person chose last. */
export function useLook(userId: string): Look {
  const asked = new URLSearchParams(useLocation().search).get('look')
  const kept = remembered(userId, 'one-tokens').look
  return isLook(asked) ? asked : isLook(kept) ? kept : looks[0]
}

/** **Cards** and **Table**. Filter, search and order stay; which columns there are is the table's own, and kept with it. */
export function LookButtons({ look, userId }: { look: Look; userId: string }) {
  const navigate = useNavigate()
  const { search } = useLocation()
  function show(to: Look) {
    const { look: _, ...kept } = remembered(userId, 'one-tokens')
    remember(userId, 'one-tokens', { ...kept, ...(to === looks[0] ? {} : { look: to }) })
    const query = new URLSearchParams(search)
    for (const name of ['cols', 'widths', 'pinned', 'density', 'page']) query.delete(name)
    query.set('look', to)
    void navigate({ search: query.toString() }, { replace: true, preventScrollReset: true })
  }
  return (
    <Stack row gap={4}>
      <IconButton label="Cards" icon={LayoutGrid} size="medium" aria-pressed={look === 'cards'} onClick={() => show('cards')} />
      <IconButton label="Table" icon={Table2} size="medium" aria-pressed={look === 'table'} onClick={() => show('table')} />
    </Stack>
  )
}

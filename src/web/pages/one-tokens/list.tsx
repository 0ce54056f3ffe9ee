import { useSuspenseQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useLocation, useNavigate } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { TokenCards } from './cards.tsx'
import { LookButtons, useLook } from './look.tsx'
import { TokenTable } from './table.tsx'

export const loader = () => load(session)

/** **API Tokens** (O1–O4): one's own, for administrators everybody's, as cards or as a table. */
export function Component() {
  const navigate = useNavigate()
  const { search } = useLocation()
  const { user } = useSuspenseQuery(session).data
  const look = useLook(user.id)
  const owner = user.role === 'administrator'
  const open = (pathname: string) => void navigate({ pathname, search })
  const create = <Button variant="primary" icon={Plus} onClick={() => open(paths.oneTokensNew)}>Create API token</Button>
  const Shown = look === 'table' ? TokenTable : TokenCards
  return (
    <Page
      title="API Tokens"
      sentence={
        owner
          ? "Everybody's tokens. A token acts in its owner's name at the DigiCert ONE API and may do exactly what they may."
          : 'A token acts in your name at the DigiCert ONE API and may do exactly what you may. Its value is shown once, when it is made.'
      }
      actions={create}
    >
      <Shown
        userId={user.id}
        owner={owner}
        toggle={<LookButtons look={look} userId={user.id} />}
        create={create}
        onEdit={(tokenId) => open(paths.oneTokenEdit(tokenId))}
      />
    </Page>
  )
}

import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { load } from '../../client/query-client.ts'
import { ButtonLink } from '../../ui/button-link.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../ui/page.tsx'
import { SideBySide } from '../../ui/side-by-side.tsx'
import { MakeToken } from './make-token.tsx'
import { oneAuthKey } from './queries.ts'
import { ValidateToken } from './validate-token.tsx'
import { nameOf } from './words.ts'

export const loader = ({ params }: LoaderFunctionArgs) => load(oneAuthKey(params['authKeyId'] ?? ''))

/** **Request token** (A4), and beside it a validator. */
export function Component() {
  const { authKeyId = '' } = useParams()
  const { data: key } = useSuspenseQuery(oneAuthKey(authKeyId))
  return (
    <Page
      title="Request token"
      sentence={`Made with ${nameOf(key)} for a CSR. Publish it at the domain, then order with the very same CSR.`}
      actions={<ButtonLink href={paths.authKeys}>All AuthKeys</ButtonLink>}
    >
      <SideBySide key={key.id}>
        <MakeToken authKey={key} />
        <ValidateToken authKey={key} />
      </SideBySide>
    </Page>
  )
}

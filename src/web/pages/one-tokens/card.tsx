import type { OneToken } from '#contract/one-tokens.ts'
import { paths } from '../../paths.ts'
import { RowMenu } from '../../table/row-menu.tsx'
import { ItemCard } from '../../ui/item-cards.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { UsesBar } from '../../ui/uses-bar.tsx'
import { oneTokenActions } from './actions.ts'
import { EndDate } from './end-date.tsx'
import { hintOf, stateAt, statusWord } from './words.ts'

/** One token. `owner`: says whose it is, where that can be anybody. */
export function TokenCard({ token, now, owner, onEdit }: { token: OneToken; now: number; owner: boolean; onEdit: () => void }) {
  return (
    <ItemCard
      name={<TextLink href={paths.oneToken(token.id)}>{token.name}</TextLink>}
      status={<Status word={statusWord[stateAt(token, now)]} />}
      menu={<RowMenu name={token.name} items={() => oneTokenActions(token, { owner, edit: onEdit })} />}
      facts={[
        ...(owner
          ? [
              {
                label: 'Owner',
                value: (
                  <span title={token.owner.email}>
                    {token.owner.name}
                    {token.owner.status === 'disabled' && (
                      <>
                        {' '}
                        <Status word="Disabled" />
                      </>
                    )}
                  </span>
                ),
              },
            ]
          : []),
        { label: 'End date', value: <EndDate token={token} /> },
        { label: 'Last used', value: <Ago at={token.last_used_at} now={now} /> },
        ...(token.recent_uses === undefined ? [] : [{ label: 'Uses, 30 days', value: <UsesBar uses={token.recent_uses} /> }]),
        { label: 'Created', value: <DateTime at={token.created_at} now={now} /> },
        { label: 'Token', value: <Mono>{hintOf(token.hint)}</Mono> },
      ]}
    />
  )
}

import type { Inventory } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { useNow } from '../../client/use-now.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Card } from '../../ui/card.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Reason } from '../../ui/reason.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { attentionMax, attentionRows } from './attention-rows.ts'
import { kindWords, rowId } from './links.ts'

/** What calls for a look, and the one thing to do about it. */
export function Attention({ data, role }: { data: Inventory; role: Role }) {
  const rows = attentionRows(data, role, useNow())
  return (
    <Section title="Needs attention">
      {rows.length === 0 ? (
        <Card>Nothing does: nothing ends within a week, fails its check, is unrestricted, unused or left behind.</Card>
      ) : (
        <BriefTable
          caption="Needs attention"
          columns={[
            { header: 'Name' },
            { header: 'Kind', wide: true, short: true },
            { header: 'Why' },
            { header: 'What to do', quiet: true, short: true, end: true },
          ]}
          rows={rows.slice(0, attentionMax).map(({ id, name, href, kind, why, sign, owner, action }) => ({
            id: `attention ${id}`.replaceAll(' ', '-'),
            cells: [
              <TextLink key="name" href={href} strong>
                {name}
              </TextLink>,
              kindWords[kind].one,
              <Reason key="why" sign={sign} {...(owner === undefined ? {} : { title: `Owner: ${owner}` })}>{why}</Reason>,
              <TextLink key="do" href={action.href} name={`${action.words}: ${name}, ${why}`}>
                {action.words}
              </TextLink>,
            ],
          }))}
        />
      )}
      {rows.length > attentionMax && (
        <Small>
          There is more: <TextLink href={`#${rowId('all')}`}>By kind</TextLink> has every number.
        </Small>
      )}
    </Section>
  )
}

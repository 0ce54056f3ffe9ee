import { Trash2 } from 'lucide-react'
import { listAudit } from '#contract/calls.ts'
import { getNameserver, listNameservers, listUses, listUsesOfKey, removeUse } from '#contract/calls-of-dns.ts'
import type { TsigUse } from '#contract/nameservers.ts'
import { mutation, run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Dotted } from '../../ui/dotted.tsx'
import { Mono } from '../../ui/mono.tsx'
import { RowIconButton } from '../../ui/row-icon-button.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago } from '../../ui/time.tsx'
import { purposeWords } from './purpose-words.ts'
import { checkWord } from './verdict-word.ts'

const dropUse = mutation(removeUse, { stale: [listNameservers, getNameserver, listUses, listUsesOfKey, listAudit] })

async function takeAway(use: TsigUse) {
  const done = await confirm({
    title: 'Remove use',
    body: 'The key goes out of the file of this nameserver where nothing else there needs it. The key itself stays.',
    names: [{ name: `${use.nameserverName}: ${use.tsigName}`, detail: `${purposeWords(use)}, ${use.zone ?? 'all zones'}` }],
    action: 'Remove',
    run: () => run(dropUse, { params: { nameserverId: use.nameserverId, useId: use.id } }),
  })
  if (!done) return
  toast({ text: 'Use of {name} removed', name: use.tsigName })
}

/** What keys are for, from the side of a key or of a nameserver (N2): each names the other. */
export function TsigUses({ uses, of, now }: { uses: readonly TsigUse[]; of: 'key' | 'nameserver'; now: number }) {
  return (
    <BriefTable
      caption={of === 'key' ? 'Where it is used' : 'What it is for'}
      columns={[
        { header: of === 'key' ? 'Nameserver' : 'TSIG key' }, { header: 'Zone' }, { header: 'Purpose' }, { header: 'Last check', short: true, wide: true },
        { header: 'Remove', quiet: true, short: true, end: true },
      ]}
      rows={uses.map((use) => ({
        id: `use-${use.id}`,
        cells: [
          of === 'key' ? (
            <TextLink key="other" href={paths.nameserver(use.nameserverId)} strong><Dotted name={use.nameserverName} /></TextLink>
          ) : (
            <TextLink key="other" href={paths.tsigKey(use.tsigId)} strong><Dotted name={use.tsigName} /></TextLink>
          ),
          use.zone === null ? 'all' : <Mono key="zone" wrap><Dotted name={use.zone} /></Mono>,
          purposeWords(use),
          use.lastCheck === null ? (
            <Status key="check" word="Not checked" />
          ) : (
            <span key="check">
              <Status word={checkWord(use.lastCheck)} /> <Ago at={use.lastCheck.at} now={now} />
            </span>
          ),
          <RowIconButton
            key="remove"
            label={`Remove use of ${use.tsigName} at ${use.nameserverName}, ${purposeWords(use)}, ${use.zone ?? 'all zones'}`}
            icon={Trash2}
            onClick={() => void takeAway(use)}
          />,
        ],
      }))}
    />
  )
}

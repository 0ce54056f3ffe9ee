import { FileCheck, FileDown, ScrollText, ShieldCheck } from 'lucide-react'
import { listAudit } from '#contract/calls.ts'
import { auditColumns } from '#contract/lists-of-administration.ts'
import { dayIn } from '#contract/zones.ts'
import { paths } from '../../paths.ts'
import { AccessManagementPage } from '../../layout/access-management-page.tsx'
import { ListTable } from '../../table/list-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Button } from '../../ui/button.tsx'
import { shownZone } from '../../ui/zone.tsx'
import { Archived } from './archived.tsx'
import { auditTableColumns } from './columns.tsx'
import { AuditDetail } from './detail.tsx'
import { exportLog } from './export-log.ts'
import { withoutAcknowledgements } from './queries.ts'
import { rowWords } from './runs.ts'
import { useRuns } from './use-runs.ts'
import { Verdict } from './verdict.tsx'
import { useVerification } from './verify.ts'

const day = 86_400_000
const views = [
  { name: 'Without acknowledgements', query: () => `filter=${withoutAcknowledgements}` },
  { name: 'Refused', query: () => 'filter=outcome starts with denied' },
  { name: 'Breaks of the trail', query: () => 'filter=action equals audit.break' },
  { name: 'Sign-ins', query: () => 'filter=action equals session.create' },
  { name: 'Last 7 days', query: (now: number) => `filter=time is on or after ${dayIn(now - 7 * day, shownZone())}` },
]

/** **Access Management › AUDIT LOG**. */
export function Component() {
  const { verification, start, cancel } = useVerification()
  const { fold, onShown } = useRuns()
  return (
    <AccessManagementPage>
      <Verdict of={verification} onCancel={cancel} />
      <ListTable
        noun="audit"
        caption="Audit log"
        things={{ one: 'row', many: 'rows' }}
        list={listAudit}
        fields={auditColumns}
        idField="seq"
        columns={auditTableColumns}
        fold={fold}
        onShown={onShown}
        rowName={rowWords}
        detail={(event) => <AuditDetail key={event.seq} event={event} />}
        sort={{ id: 'time', desc: true }}
        views={views}
        tools={
          <>
            <Button icon={ShieldCheck} busy={verification.state === 'running'} onClick={start}>Verify</Button>
            <ButtonLink href={paths.auditStatement} icon={FileCheck}>Statement</ButtonLink>
          </>
        }
        moreExports={() => [
          { label: 'Whole log as CSV', icon: FileDown, run: () => void exportLog('csv') },
          { label: 'Whole log as NDJSON (can be verified offline)', icon: FileDown, run: () => void exportLog('ndjson') },
        ]}
        empty={{ icon: ScrollText, title: 'Nothing yet', sentence: 'Every change, and every change that was refused, is listed here.' }}
      />
      <Archived />
    </AccessManagementPage>
  )
}

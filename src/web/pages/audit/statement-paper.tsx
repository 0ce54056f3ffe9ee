import type { AuditStatement } from '#contract/audit-statement.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { exact, moment } from '../../ui/dates.ts'
import { Facts } from '../../ui/facts.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Paper } from '../../ui/paper.tsx'
import { useZone, zoneName } from '../../ui/zone.tsx'
import { periodWords, revealWords, riskRows, statedVerdict } from './statement-words.ts'
import { archivedWords } from './words.ts'

const number = (count: number, capped = false) => `${count.toLocaleString('en')}${capped ? '+' : ''}`

/** What is printed: five parts, the last says how anybody proves the others. */
export function StatementPaper({ statement }: { statement: AuditStatement }) {
  const zone = useZone()
  const { made, by, origin, period, chain, keys, reveals, seal } = statement
  const { risks, kinds } = riskRows(keys)
  const file = `countersign-statement-${made.slice(0, 10)}.json`
  return (
    <Paper label="Statement">
      <Facts
        facts={[
          { label: 'Server', value: origin },
          { label: 'Made', value: `${moment(made)} ${zoneName(zone, Date.parse(made))}, by ${by.name}` },
          { label: 'Period', value: periodWords(period, zone) },
        ]}
      />
      <Section title="Audit trail">
        <Notice tone={chain.holds ? 'ok' : 'bad'} announce>{statedVerdict(chain)}</Notice>
        <Facts
          facts={[
            { label: 'Rows that hold', value: number(chain.rows) },
            { label: 'First', value: chain.from === null ? 'None' : exact(chain.from) },
            { label: 'Last', value: chain.to === null ? 'None' : exact(chain.to) },
            { label: 'Newest row', value: <>{number(chain.end.row)} <Mono wrap>{chain.end.hash}</Mono></> },
            ...(chain.archived ? [{ label: 'Before', value: archivedWords(chain.archived) }] : []),
          ]}
        />
        {chain.breaks.length > 0 && (
          <BriefTable
            caption="Breaks"
            columns={[{ header: 'Row', short: true }, { header: 'What is wrong' }]}
            rows={chain.breaks.map(({ at, why }) => ({ id: `break-${at}`, cells: [number(at), why] }))}
          />
        )}
        {chain.broken > chain.breaks.length && <Small>And {number(chain.broken - chain.breaks.length)} more.</Small>}
      </Section>
      <Section title="Keys by risk">
        <BriefTable
          caption="Keys by risk"
          numbers
          columns={[{ header: 'Risk' }, ...kinds.map((header) => ({ header }))]}
          rows={risks.map(({ id, label, cells }) => ({ id: `risk-${id}`, cells: [label, ...cells] }))}
        />
        <Small>
          As they were when this was made. CertCentral API keys and TSIG keys have no end date: they end when they are revoked or deleted.
        </Small>
      </Section>
      <Section title="Who revealed what">
        {reveals.listed.length === 0 ? (
          <Small>No secret was shown or exported in this period.</Small>
        ) : (
          <BriefTable
            caption="Who revealed what"
            columns={[{ header: 'Time', plain: true }, { header: 'Who' }, { header: 'What' }, { header: 'Address', wide: true, short: true },
              { header: 'Row', short: true, end: true }]}
            rows={reveals.listed.map((one) => ({
              id: `reveal-${one.seq}`,
              cells: [exact(one.time), one.actor.name, revealWords(one), one.address === '' ? 'None' : one.address, number(one.seq)],
            }))}
          />
        )}
        {reveals.total > reveals.listed.length && (
          <Small>
            The first {number(reveals.listed.length)} of {number(reveals.total)}: the audit log has the others. A shorter period has all of its own.
          </Small>
        )}
        {reveals.refused > 0 && <Small>{number(reveals.refused)} more were asked for and refused.</Small>}
      </Section>
      <Section title="Seal">
        <Mono wrap>{seal}</Mono>
        <Small>
          A keyed hash over all that is said here and the trail&apos;s newest row. Whoever has the root key proves it without the server, with the file of
          Save for verification, and an NDJSON export of the audit log where there is one:
        </Small>
        <CodeBlock label="Verify this statement">{`npm run audit:verify -- ${file} countersign-audit.ndjson`}</CodeBlock>
      </Section>
    </Paper>
  )
}

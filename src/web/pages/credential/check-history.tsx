import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { failureOf } from '../../client/failure.ts'
import { wordsFor } from '../../client/words.ts'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { ButtonLink } from '../../ui/button-link.tsx'
import { Card } from '../../ui/card.tsx'
import { Dotted } from '../../ui/dotted.tsx'
import { Hint } from '../../ui/hint.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/page.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago } from '../../ui/time.tsx'
import { checksOfKey, checksOfNameserver, clockMost, clockWords } from './check-queries.ts'
import { checkWord } from './verdict-word.ts'

const most = 20

/** What checks of a key, or at a nameserver, said, the latest first. */
export function CheckHistory({ of, id, now }: { of: 'key' | 'nameserver'; id: string; now: number }) {
  const { data, error } = useQuery((of === 'key' ? checksOfKey : checksOfNameserver)(id))
  const all = data?.data
  return (
    <Section
      title="Checks"
      aside={<ButtonLink href={of === 'key' ? paths.tsigKeyCheckHere(id) : paths.nameserverCheck(id)} icon={RefreshCw}>Check</ButtonLink>}
    >
      {all === undefined ? (
        <Card>{error ? `The checks could not be loaded. ${wordsFor(failureOf(error))}` : 'Loading…'}</Card>
      ) : all.length === 0 ? (
        <Card>Nothing was checked yet. A check asks the server with the key and changes nothing there.</Card>
      ) : (
        <BriefTable
          caption="Checks"
          columns={[
            { header: 'When', short: true, plain: true }, { header: of === 'key' ? 'Nameserver' : 'TSIG key' }, { header: 'Zone', wide: true },
            { header: 'Verdict', short: true }, { header: 'Clock', short: true, wide: true }, { header: 'Who', wide: true },
          ]}
          rows={all.slice(0, most).map((check) => {
            const clock = check.steps.find(({ clockDifference }) => clockDifference !== null)?.clockDifference ?? null
            return {
              id: `check-${check.id}`,
              cells: [
                <Ago key="at" at={check.at} now={Math.max(now, Date.parse(check.at))} />,
                of === 'key' ? (
                  <TextLink key="other" href={paths.nameserver(check.nameserverId)}><Dotted name={check.nameserverName} /></TextLink>
                ) : (
                  <TextLink key="other" href={paths.tsigKey(check.tsigId)}><Dotted name={check.tsigName} /></TextLink>
                ),
                <Mono key="zone" wrap><Dotted name={check.zone} /></Mono>,
                <span key="verdict">
                  <Status word={checkWord(check)} /> {check.worse && <Hint word="worse" why="It was better before, and had not come back." />}
                </span>,
                clock === null ? '' : Math.abs(clock) > clockMost ? <strong key="clock">{clockWords(clock)}</strong> : clockWords(clock),
                check.by ?? 'Countersign',
              ],
            }
          })}
        />
      )}
    </Section>
  )
}

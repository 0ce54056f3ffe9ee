import type { KeptTsigCheck } from '#contract/tsig-checks.ts'
import { unfinishedWords } from '#contract/tsig-check-words.ts'
import { paths } from '../../paths.ts'
import { CheckCard, ClockScale } from '../../ui/check-card.tsx'
import { clock } from '../../ui/dates.ts'
import { Dotted } from '../../ui/dotted.tsx'
import { Hint } from '../../ui/hint.tsx'
import { Notice } from '../../ui/notice.tsx'
import { statusWords } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago } from '../../ui/time.tsx'
import { useZone } from '../../ui/zone.tsx'
import { clockMost, clockWords } from '../credential/check-queries.ts'
import { checkWord } from '../credential/verdict-word.ts'
import { fudge, isWithout, linesOf } from './words.ts'

/** One check of the history, with all its evidence. `of`: whose page it is; the other side is named. */
export function Found({ check, of, now }: { check: KeptTsigCheck; of: 'key' | 'nameserver'; now: number }) {
  const { steps, next, verdict, zone, at } = check
  const zoneOfTime = useZone()
  const word = checkWord(check)
  const seconds = steps.find(({ clockDifference }) => clockDifference !== null)?.clockDifference ?? null
  const isFar = seconds !== null && Math.abs(seconds) > clockMost
  const without = steps.filter(isWithout)
  const time = Date.parse(at)
  return (
    <CheckCard
      name={<Dotted name={of === 'key' ? check.nameserverName : check.tsigName} />}
      about={<>zone <Dotted name={zone} />, <Ago at={at} now={Math.max(now, time)} within />{check.simulated ? ', simulated' : ''}</>}
      status={word}
      mark={check.worse && <Hint word="worse" why="It was better before, and has not come back since." />}
      lines={linesOf(steps.filter((step) => !isWithout(step)))}
      {...(without.length > 0 ? { apart: { title: 'Enforcement', about: 'the server must refuse these', lines: linesOf(without) } } : {})}
    >
      {check.unfinished && <Notice tone="warn">{unfinishedWords[check.unfinished]}</Notice>}
      {next !== null && (
        <Notice tone={statusWords[word][0] === 'warn' ? 'warn' : 'bad'}>
          {verdict === 'bad-time' && <strong>The key and its secret are right. </strong>}
          {next.words}{' '}
          {next.step.startsWith('install-export') && <TextLink href={paths.nameserver(check.nameserverId)}>The export for {check.nameserverName}</TextLink>}
        </Notice>
      )}
      {next === null && isFar && (
        <Notice tone="warn">
          Accepted, but the server’s clock is {Math.abs(seconds)} s {seconds < 0 ? 'behind' : 'ahead'}: from {fudge} s on it will refuse. Set it from NTP.
        </Notice>
      )}
      {isFar && (
        <ClockScale
          seconds={seconds}
          allowed={fudge}
          ours={`Countersign ${clock(at, zoneOfTime)}`}
          theirs={`${check.nameserverName} ${clock(new Date(time + seconds * 1000).toISOString(), zoneOfTime)}, ${clockWords(seconds)}`}
        />
      )}
    </CheckCard>
  )
}

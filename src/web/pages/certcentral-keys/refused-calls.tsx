import { useQuery } from '@tanstack/react-query'
import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import { covers, type Restriction } from '#contract/restrictions.ts'
import { failureOf } from '../../client/failure.ts'
import { wordsFor } from '../../client/words.ts'
import { Names } from '../../ui/names.tsx'
import { Notice } from '../../ui/notice.tsx'
import { wouldRefuse } from './queries.ts'
import { callsWord, restrictionWord, timesWord } from './words.ts'

/** Before an active key is restricted (further): what breaks, by what it called in the last 90 days (C2). */
export function RefusedCalls({ apiKey: key, restriction }: { apiKey: CertcentralKey; restriction: Restriction }) {
  const narrower = key.status === 'active' && !covers(restriction, key.restrictedToRoleId)
  const { data, error } = useQuery({ ...wouldRefuse(key.id, restriction), enabled: narrower })
  if (!narrower) return null
  return (
    <>
      <Notice tone="warn" announce>
        Integrations that need more than {restrictionWord[restriction]} stop working with their next call.{' '}
        {data
          ? data.count === 0
            ? `None of the calls with this key in the last ${data.days} days would have been refused.`
            : `${callsWord(data.count)} of the last ${data.days} days would have been refused:`
          : error
            ? `Which calls of the last 90 days would have been refused could not be read. ${wordsFor(failureOf(error))}`
            : 'Reading which calls of the last 90 days would have been refused…'}
      </Notice>
      {data && data.calls.length > 0 && <Names names={data.calls.map((one) => ({ name: `${one.method} ${one.path}`, detail: timesWord(one) }))} most={4} />}
    </>
  )
}

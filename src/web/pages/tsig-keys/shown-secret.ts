import { listAudit } from '#contract/calls.ts'
import { revealTsigSecret } from '#contract/calls-of-dns.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { call } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'
import { makeSight } from '../../feedback/sight.ts'

export const { shown: shownSecret, show: showSecret, hide: hideSecret } = makeSight<TsigKey>({
  called: 'The secret of {name}',
  name: (key) => key.name,
  ask: async ({ id }) => {
    const { secret } = await call(revealTsigSecret, { params: { tsigId: id } })
    void makeStale(listAudit)
    return secret
  },
})

import { listAudit } from '#contract/calls.ts'
import { revealAuthKey } from '#contract/calls-of-certcentral.ts'
import type { AuthKey } from '#contract/auth-keys.ts'
import { call } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'
import { makeSight } from '../../feedback/sight.ts'
import { nameOf } from './words.ts'

export const { shown: shownAuthKey, show: showAuthKey, put: putInSight, hide: hideAuthKey } = makeSight<AuthKey>({
  called: '{name}',
  name: nameOf,
  ask: async ({ id }) => {
    const { authKey } = await call(revealAuthKey, { params: { authKeyId: id } })
    void makeStale(listAudit)
    return authKey
  },
})

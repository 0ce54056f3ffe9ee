import { listCertcentralKeys, revokeCertcentralKey } from '#contract/calls-of-certcentral.ts'
import { serverNow } from '../../client/clock.ts'
import { call } from '../../client/call.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { doToEach } from '../../table/do-each.ts'
import { staleCertcentralKeys } from './queries.ts'
import { lastUse } from './words.ts'

/** **Revoke** above the table (C3). The rows stay. */
export const revokeSeveral = (chosen: Chosen) =>
  doToEach({
    chosen, list: listCertcentralKeys, things: { one: 'API key', many: 'API keys' }, title: 'Revoke API Keys', action: 'Revoke', doing: 'Revoking',
    did: 'revoked',
    can: (key) => key.status !== 'revoked',
    left: 'revoked already',
    body: () => 'The next call with them is refused, and integrations that use them stop working. They stay in the list as Revoked.',
    line: (key) => ({ name: key.name, detail: `Of ${key.user.name}. ${lastUse(key, serverNow())}` }),
    act: (key) => call(revokeCertcentralKey, { params: { keyId: key.id } }),
    stale: staleCertcentralKeys,
  })

import { deleteOneToken, listOneTokens, updateOneToken } from '#contract/calls-of-one.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import type { OneToken } from '#contract/one-tokens.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { doToEach } from '../../table/do-each.ts'
import { staleOneTokens } from './queries.ts'
import { lastUse, stateAt } from './words.ts'

const things = credentialKinds['one-token']
const common = (chosen: Chosen) => ({
  chosen, list: listOneTokens, things, stale: staleOneTokens,
  line: (token: OneToken) => ({ name: token.name, detail: `Of ${token.owner.name}. ${lastUse(token, serverNow())}` }),
})
const become = (status: OneToken['status']) => (token: OneToken) => call(updateOneToken, { params: { tokenId: token.id }, body: { status } })

/** **Disable** over the table (O3). */
export const disableSeveral = (chosen: Chosen) =>
  doToEach({
    ...common(chosen), title: 'Disable tokens', action: 'Disable', doing: 'Disabling', did: 'disabled',
    can: (token) => stateAt(token, serverNow()) === 'valid',
    left: 'disabled already, or expired',
    body: () => 'Everything that uses these tokens stops working at once. Each can be enabled again until its end date has passed.',
    act: become('disabled'),
  })

/** **Enable** over the table (O3). */
export const enableSeveral = (chosen: Chosen) =>
  doToEach({
    ...common(chosen), title: 'Enable tokens', action: 'Enable', doing: 'Enabling', did: 'enabled', mild: true,
    can: (token) => stateAt(token, serverNow()) === 'disabled',
    left: 'not disabled, or expired',
    body: () => 'They work again at once.',
    act: become('enabled'),
  })

/** **Delete token** over the table (O4): what the vendor has for revoking one. */
export const removeSeveral = (chosen: Chosen) =>
  doToEach({
    ...common(chosen), title: 'Delete tokens', action: 'Delete', doing: 'Deleting', did: 'deleted',
    can: () => true,
    left: '',
    body: () => 'Everything that uses these tokens stops working at once. They cannot be brought back.',
    act: (token) => call(deleteOneToken, { params: { tokenId: token.id } }),
  })

import { disableUser, enableUser, listUsers } from '#contract/calls.ts'
import type { User } from '#contract/users.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { doToEach } from '../../table/do-each.ts'
import { staleUsers } from './queries.ts'

const things = { one: 'user', many: 'users' }
const line = (user: User) => ({ name: user.name, detail: user.email })
const keysOf = (users: readonly User[]) => users.reduce((sum, { apiKeys }) => sum + apiKeys, 0)

/** **Disable** over the table. Oneself is left out: nobody signs themselves out in the middle of it. */
export const disableSeveral = (chosen: Chosen, me: string) =>
  doToEach({
    chosen, list: listUsers, things, title: 'Disable Users', action: 'Disable', doing: 'Disabling', did: 'disabled',
    can: (user) => user.status !== 'disabled' && user.id !== me,
    left: 'disabled already, or you',
    body: (users) =>
      'All their sessions end, and every credential they have stops working at once' +
      `${keysOf(users) === 0 ? '' : `, ${several(keysOf(users), 'API key')} and the auth tokens made with them among these`}. ` +
      'Enable them again to bring these back.',
    line,
    act: (user) => call(disableUser, { params: { userId: user.id } }),
    stale: staleUsers,
  })

/** **Enable** over the table. */
export const enableSeveral = (chosen: Chosen) =>
  doToEach({
    chosen, list: listUsers, things, title: 'Enable Users', action: 'Enable', doing: 'Enabling', did: 'enabled', mild: true,
    can: (user) => user.status === 'disabled',
    left: 'not disabled',
    body: (users) =>
      `What they have works again at once, unless expired${keysOf(users) === 0 ? '' : `: ${several(keysOf(users), 'API key')}`}. Sessions do not come back.`,
    line,
    act: (user) => call(enableUser, { params: { userId: user.id } }),
    stale: staleUsers,
  })

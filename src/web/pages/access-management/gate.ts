import { data } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'

/** All of Settings is an administrator's; for others there is no such page. */
export async function loader() {
  const { user } = await load(session)
  if (user.role !== 'administrator') throw data(null, { status: 404 })
  return null
}

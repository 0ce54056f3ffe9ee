import { getSession } from '#contract/calls.ts'
import { call } from './call.ts'
import { dropDrafts } from './drafts.ts'
import { learnPerson } from './person.ts'
import { query } from './query.ts'

/** Who is signed in. Read again on each visit of the window, so that a session ended elsewhere is noticed. */
export const session = {
  ...query(getSession),
  staleTime: 30_000,
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const me = await call(getSession, { signal })
    learnPerson(me.user.id)
    dropDrafts(me.user.id)
    return me
  },
}

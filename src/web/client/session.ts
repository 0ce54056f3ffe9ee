import { getSession } from '#contract/calls.ts'
import { query } from './query.ts'

/** Who is signed in. Read again on each visit of the window, so that a session ended elsewhere is noticed. */
export const session = { ...query(getSession), staleTime: 30_000 }

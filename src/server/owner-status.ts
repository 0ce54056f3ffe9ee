import { sql } from 'kysely'
import type { OwnerStatus } from '#contract/names.ts'

export const ownerStatusOf = (enabled: number): OwnerStatus => (enabled === 1 ? 'enabled' : 'disabled')

/** The same in SQL, of credentials `c`: by a list of the few who are disabled, so that counting all credentials joins no user. */
export const ownerStatusSql = sql<OwnerStatus>`case when c.owner_id in (select id from users where enabled = 0) then 'disabled' else 'enabled' end`

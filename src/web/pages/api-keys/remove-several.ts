import { serverNow } from '../../client/clock.ts'
import { bulkMax, deleteApiKeys } from '#contract/api-keys.ts'
import type { BulkPreview } from '#contract/api-keys.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { focusPageIfLost } from '../../ui/focus.ts'
import { staleApiKeys } from './queries.ts'
import { lastUse } from './words.ts'

export async function deleteKeys(chosen: Chosen) {
  void chosen
  void [serverNow, bulkMax, deleteApiKeys, call, failureOf, makeStale, wordsFor, confirm, toast, focusPageIfLost, staleApiKeys, lastUse]
  void (undefined as BulkPreview | undefined)
}

import { deleteApiKeys } from '#contract/calls.ts'
import { bulkMax } from '#contract/lists.ts'
import type { BulkPreview } from '#contract/api-keys.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { Failure, failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { focusPageIfLost } from '../../ui/focus.ts'
import { askBulkDeletion, staleApiKeys } from './queries.ts'
import { lastUse } from './words.ts'

/** More than this, or any in recent use, and the number has to be typed (rules: Bulk deletion). */
const typedFrom = 10

const many = (count: number) => (count === 1 ? '1 API key' : `${count} API keys`)

/** **Actions › Delete API Key** (D5, D6): asks first what would go, then deletes all of it or nothing. */
export async function deleteKeys(chosen: Chosen) {
  if (chosen.count > bulkMax) {
    toast({ text: `At most ${bulkMax} keys are deleted at once. Select fewer.`, tone: 'bad' })
    return
  }
  let ids: string[]
  let preview: BulkPreview
  try {
    ids = await chosen.ids()
    preview = await askBulkDeletion(ids)
  } catch (thrown) {
    const failure = failureOf(thrown)
    // Somebody was faster: which ones, and a list that shows it.
    if (failure.code === 'not-found') {
      void makeStale(...staleApiKeys)
      chosen.clear()
    }
    toast({
      text: failure.code === 'not-found' ? `Nothing was deleted: ${gone(failure.errors.length)} meanwhile. Select again.` : wordsFor(failure),
      tone: 'bad',
    })
    return
  }

  const { count, usedRecently, keys } = preview
  const done = await confirm({
    body: body(count, usedRecently),
    names: keys.toSorted(byUse).map((key) => ({ name: key.name, detail: `${key.owner.name}, ${lastUseOf(key)}` })),
    typeCount: count > typedFrom || usedRecently > 0 ? count : undefined,
    run: async () => {
      try {
        await call(deleteApiKeys, { body: { ids } })
      } catch (thrown) {
        throw byName(thrown, ids, keys)
      } finally {
        void makeStale(...staleApiKeys)
      }
    },
  })
  if (!done) return
  chosen.clear()
  toast(count === 1 ? { text: 'API key {name} deleted', name: keys[0]?.name } : { text: `${many(count)} deleted` })
  focusPageIfLost()
}

/** The server names keys that are in the way by their place in the request; people know them by name. */
function byName(thrown: unknown, ids: readonly string[], keys: BulkPreview['keys']): unknown {
  const failure = failureOf(thrown)
  if (failure.code !== 'not-found') return failure
  const errors = failure.errors.map((error) => {
    const id = ids[Number(error.field.split('.')[1])]
    return { ...error, message: keys.find((key) => key.id === id)?.name ?? error.message }
  })
  return new Failure({ code: failure.code, status: failure.status, detail: failure.detail, requestId: failure.requestId, errors })
}

/** What somebody may miss first: the most recently used, then by name. */
const byUse = (a: BulkPreview['keys'][number], b: BulkPreview['keys'][number]) =>
  (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? '') || a.name.localeCompare(b.name, 'en', { numeric: true })

const gone = (count: number) => (count === 1 ? 'one of these keys was deleted' : `${Math.max(count, 2)} of these keys were deleted`)

function lastUseOf(key: BulkPreview['keys'][number]): string {
  const used = lastUse({ lastUsedAt: key.lastUsedAt, lastUsedFrom: null }, serverNow())
  return used === undefined ? 'never used' : `last used ${used}`
}

function body(count: number, usedRecently: number): string {
  const recent =
    usedRecently === 0 ? '' : usedRecently === 1 ? ' One of them was used in the last 7 days.' : ` ${usedRecently} of them were used in the last 7 days.`
  return count === 1
    ? `Everything that uses this key stops working at once, and so do the auth tokens made with it. It cannot be brought back.` +
        (usedRecently === 0 ? '' : ' It was used in the last 7 days.')
    : `Everything that uses these ${count} keys stops working at once, and so do the auth tokens made with them. They cannot be brought back.${recent}`
}

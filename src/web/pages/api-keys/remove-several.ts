import { deleteApiKeys } from '#contract/calls.ts'
import { bulkMax } from '#contract/lists.ts'
import type { BulkPreview } from '#contract/api-keys.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { Failure, failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { isHopeless, reportOf, type Stayed } from '../../feedback/each-of.ts'
import type { Question, Work } from '../../feedback/pending.ts'
import { toast } from '../../feedback/toast.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { askBulkDeletion, staleApiKeys } from './queries.ts'
import { lastUse } from './words.ts'

/** More than this, or any in recent use, and the number has to be typed (rules: Bulk deletion). */
const typedFrom = 10

const apiKey = credentialKinds['api-key']

/** **Actions › Delete API Key** (D5, D6): asks first what would go. As many as one call takes go all or none; more go batch by batch. */
export async function deleteKeys(chosen: Chosen) {
  if (chosen.count > bulkMax) return deleteInBatches(chosen)
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
    return toast({
      text: failure.code === 'not-found' ? `Nothing was deleted: ${gone(failure.errors.length)} meanwhile. Select again.` : wordsFor(failure),
      tone: 'bad',
    })
  }

  const { count, keys } = preview
  const done = await confirm({
    ...question(preview),
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
  if (!done) return undefined
  chosen.clear()
  toast(count === 1 ? { text: 'API key {name} deleted', name: keys[0]?.name } : { text: `${several(count, apiKey)} deleted` })
  return undefined
}

const question = ({ count, usedRecently, keys }: BulkPreview): Question => ({
  body: body(count, usedRecently),
  names: keys.toSorted(byUse).map((key) => ({ name: key.name, detail: `${key.owner.name}, ${lastUseOf(key)}` })),
  typeCount: count > typedFrom || usedRecently > 0 ? count : undefined,
})

type Looked = BulkPreview['keys'][number]

/** More than one call takes: each batch goes whole, and those that cannot are named in the end. */
async function deleteInBatches(chosen: Chosen) {
  let keys: readonly Looked[] = []
  await confirm({
    prepare: async (work) => {
      const previews = await inBatches(await chosen.ids(), work, async (ids) => previewOfThose(ids))
      const usedRecently = previews.reduce((sum, preview) => sum + preview.usedRecently, 0)
      keys = previews.flatMap((preview) => preview.keys)
      return question({ count: keys.length, usedRecently, keys: [...keys] })
    },
    doing: 'Deleting',
    run: async (work) => {
      const stayed: Stayed<Looked>[] = []
      let hopeless = false
      await inBatches(keys, work, async (batch) => {
        if (hopeless) return void stayed.push(...batch.map((item) => ({ item, failure: undefined })))
        try {
          const left = await deleteThose(batch.map(({ id }) => id))
          stayed.push(...batch.filter(({ id }) => left.has(id)).map((item) => ({ item, failure: left.get(item.id) })))
        } catch (thrown) {
          const failure = failureOf(thrown)
          hopeless = isHopeless(failure)
          stayed.push(...batch.map((item) => ({ item, failure })))
        }
        return undefined
      }, (rest) => stayed.push(...rest.map((item) => ({ item, failure: undefined }))))
      void makeStale(...staleApiKeys)
      chosen.clear()
      if (stayed.length === 0) toast({ text: `${several(keys.length, apiKey)} deleted` })
      return reportOf({ things: apiKey, did: 'deleted', of: keys.length, stayed, nameOf: ({ name }) => name, stopped: work.signal.aborted })
    },
  })
  return undefined
}

/** As many at a time as one call takes; `untried` gets what is left when it was stopped. */
async function inBatches<Item, Result>(
  items: readonly Item[],
  { signal, said }: Work,
  act: (batch: Item[]) => Promise<Result>,
  untried?: (rest: readonly Item[]) => void,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += bulkMax) {
    if (signal.aborted) {
      if (!untried) signal.throwIfAborted()
      untried?.(items.slice(at))
      break
    }
    results.push(await act(items.slice(at, at + bulkMax)))
    said(Math.min(items.length, at + bulkMax), items.length)
  }
  return results
}

/** What is said of those that are still there. */
async function previewOfThose(ids: readonly string[]): Promise<BulkPreview> {
  let asked = [...ids]
  const gone = await withoutGone(asked, async (left) => {
    asked = left
    return askBulkDeletion(left)
  })
  return gone.reply ?? { count: 0, usedRecently: 0, keys: [] }
}

/** Deletes them but those that are gone; answers these with why. */
async function deleteThose(ids: readonly string[]): Promise<ReadonlyMap<string, Failure>> {
  return (await withoutGone(ids, async (left) => call(deleteApiKeys, { body: { ids: left } }))).gone
}

/** All or nothing is the API's rule: what is gone already is left out, and the rest is asked for again. */
async function withoutGone<Reply>(ids: readonly string[], ask: (left: string[]) => Promise<Reply>) {
  const gone = new Map<string, Failure>()
  for (let left = [...ids]; left.length > 0; left = left.filter((id) => !gone.has(id))) {
    try {
      return { gone, reply: await ask(left) }
    } catch (thrown) {
      const failure = failureOf(thrown)
      const before = gone.size
      if (failure.code === 'not-found')
        for (const { field } of failure.errors) gone.set(left[placeOf(field)] ?? '', new Failure({ code: 'not-found', status: 404 }))
      if (gone.size === before) throw failure
    }
  }
  return { gone, reply: undefined }
}

/** Which of `ids` a fault is of. */
const placeOf = (field: string) => Number(field.split('.')[1])

/** The server names keys that are in the way by their place in the request; people know them by name. */
function byName(thrown: unknown, ids: readonly string[], keys: BulkPreview['keys']): unknown {
  const failure = failureOf(thrown)
  if (failure.code !== 'not-found') return failure
  const errors = failure.errors.map((error) => {
    const id = ids[placeOf(error.field)]
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
    : `Everything that uses these ${count.toLocaleString('en')} keys stops working at once, and so do the auth tokens made with them. They cannot be ` +
      `brought back.${recent}`
}

import { deleteTsigKey, listTsigKeys } from '#contract/calls.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { Partly } from '../../feedback/pending.ts'
import { toast } from '../../feedback/toast.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { focusPageIfLost } from '../../ui/focus.ts'
import { eachOf } from './each-of.ts'
import { staleTsigKeys } from './queries.ts'
import { usedByWords } from './words.ts'

/** More than this, and the number has to be typed (rules: Bulk deletion). */
const typedFrom = 10
/** As many as other bulk deletions take. */
const most = 500

const body = (one: boolean) => one
  ? 'Its secret is gone from here at once: nobody can reveal, export or check it any more, and it cannot be brought back. Transfers and updates signed with ' +
    'it stop working where you take it out of the servers.'
  : 'Their secrets are gone from here at once: nobody can reveal, export or check them any more, and they cannot be brought back. Transfers and updates ' +
    'signed with them stop working where you take them out of the servers.'

const line = (key: TsigKey) => ({ name: key.name, detail: usedByWords(key.usedBy) })

/** The trash icon (T2). `leave`: where one goes when it is gone. */
export async function deleteKey(key: TsigKey, leave?: () => void) {
  const done = await confirm({
    body: body(true),
    names: [line(key)],
    run: async () => {
      await call(deleteTsigKey, { params: { tsigId: key.id } })
      // The row is gone before the dialog gives the focus back, or it would go with the row.
      await makeStale(...staleTsigKeys)
    },
  })
  if (!done) return
  leave?.()
  toast({ text: 'TSIG key {name} deleted', name: key.name })
  focusPageIfLost()
}

/** **Delete** above the table (T3): one after the other, because each may be refused for a reason of its own. */
export async function deleteKeys(chosen: Chosen, keysOf: (ids: readonly string[]) => Promise<TsigKey[]>) {
  if (chosen.count > most) return toast({ text: `At most ${most} TSIG keys are deleted at once. Select fewer.`, tone: 'bad' })
  let keys: TsigKey[]
  try {
    keys = await keysOf(await chosen.ids())
  } catch (thrown) {
    return toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
  }
  if (keys.length === 0) {
    void makeStale(listTsigKeys)
    chosen.clear()
    return toast({ text: 'Nothing was deleted: what was selected was deleted meanwhile.', tone: 'bad' })
  }

  const done = await confirm({
    body: body(keys.length === 1),
    names: keys.map(line),
    typeCount: keys.length > typedFrom ? keys.length : undefined,
    countOf: 'TSIG keys',
    run: async () => {
      const stayed = await eachOf(keys, (key) => call(deleteTsigKey, { params: { tsigId: key.id } }))
      await makeStale(...staleTsigKeys)
      chosen.clear()
      const gone = keys.length - stayed.length
      if (gone > 0)
        toast(
          gone === 1 && keys.length === 1
            ? { text: 'TSIG key {name} deleted', name: keys[0]?.name }
            : { text: gone === 1 ? '1 TSIG key deleted' : `${gone} TSIG keys deleted` },
        )
      if (stayed.length === 0) return undefined
      return new Partly({
        title: stayed.length === 1 ? 'One TSIG key was not deleted' : `${stayed.length} TSIG keys were not deleted`,
        body:
          `${gone} of ${keys.length} ${gone === 1 ? 'was' : 'were'} deleted. ` +
          (stayed.length === 1 ? 'This one was not, and why:' : 'These were not, and why:'),
        names: stayed.map(({ item, failure }) => ({
          name: item.name,
          detail: failure === undefined ? 'Not tried, because the server cannot be reached.' : wordsFor(failure),
        })),
      })
    },
  })
  if (done) focusPageIfLost()
  return undefined
}

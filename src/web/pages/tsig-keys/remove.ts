import { deleteTsigKey, listTsigKeys } from '#contract/calls-of-dns.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { eachOf, reportOf } from '../../feedback/each-of.ts'
import type { Work } from '../../feedback/pending.ts'
import { toast } from '../../feedback/toast.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { staleTsigKeys } from './queries.ts'
import { usedByWords } from './words.ts'

/** More than this, and the number has to be typed (rules: Bulk deletion). */
const typedFrom = 10
/** So many are read before anything is asked; more of them under the open dialog, with how far that is. */
const readAtOnce = 500
const tsigKey = credentialKinds['tsig-key']

const body = (one: boolean) => one
  ? 'Its secret is gone from here at once: nobody can reveal, export or check it any more, and it cannot be brought back. Transfers and updates signed with ' +
    'it stop working where you take it out of the servers.'
  : 'Their secrets are gone from here at once: nobody can reveal, export or check them any more, and they cannot be brought back. Transfers and updates ' +
    'signed with them stop working where you take them out of the servers.'

/** Where it is used comes first: the server refuses to delete it then, and says so. */
const line = ({ name, uses, usedAt, usedBy }: TsigKey) => ({
  name,
  detail: uses === 0
    ? usedByWords(usedBy)
    : `Used in ${several(uses, 'place')}, at ${usedAt.join(', ')}${uses > usedAt.length ? ' …' : ''}: ` +
      'take these away first',
})

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
}

/** **Delete** above the table (T3): each by itself, because each may be refused for a reason of its own. */
export async function deleteKeys(chosen: Chosen, keysOf: (ids: readonly string[], work?: Work) => Promise<TsigKey[]>) {
  let keys: TsigKey[] = []
  const read = async (work?: Work) => {
    keys = await keysOf(await chosen.ids(), work)
    return {
      body: keys.length === 0 ? 'What was selected was deleted meanwhile.' : body(keys.length === 1),
      names: keys.map(line),
      typeCount: keys.length > typedFrom ? keys.length : undefined,
    }
  }
  let first: Awaited<ReturnType<typeof read>> | undefined
  try {
    if (chosen.count <= readAtOnce) first = await read()
  } catch (thrown) {
    return toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
  }
  if (first !== undefined && keys.length === 0) {
    void makeStale(listTsigKeys)
    chosen.clear()
    return toast({ text: 'Nothing was deleted: what was selected was deleted meanwhile.', tone: 'bad' })
  }

  await confirm({
    ...(first ?? { prepare: read }),
    countOf: 'TSIG keys',
    doing: 'Deleting',
    run: async (work) => {
      const stayed = await eachOf(keys, (key) => call(deleteTsigKey, { params: { tsigId: key.id } }), work)
      await makeStale(...staleTsigKeys)
      chosen.clear()
      const gone = keys.length - stayed.length
      if (gone > 0)
        toast(gone === 1 && keys.length === 1 ? { text: 'TSIG key {name} deleted', name: keys[0]?.name } : { text: `${several(gone, tsigKey)} deleted` })
      return reportOf({ things: tsigKey, did: 'deleted', of: keys.length, stayed, nameOf: ({ name }) => name, stopped: work.signal.aborted })
    },
  })
  return undefined
}

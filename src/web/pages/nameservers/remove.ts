import { deleteNameserver } from '#contract/calls-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { run } from '../../client/mutation.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { eachOf, reportOf } from '../../feedback/each-of.ts'
import { toast } from '../../feedback/toast.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { chosenNameservers, dropNameserver, staleNameservers } from './queries.ts'

const things = { one: 'nameserver', many: 'nameservers' }
const typedFrom = 10
const body =
  'What is said of its keys, its checks and its credential go with it. The keys stay, and so does what stands in the server’s own files.'
const line = ({ name, keys, uses }: Nameserver) => ({
  name, detail: uses === 0 ? 'No uses' : `${several(uses, 'use')} of ${several(keys, 'key')}`,
})

export async function remove(nameserver: Nameserver, leave?: () => void) {
  const done = await confirm({ body, names: [line(nameserver)], run: () => run(dropNameserver, { params: { nameserverId: nameserver.id } }) })
  if (!done) return
  leave?.()
  toast({ text: 'Nameserver {name} deleted', name: nameserver.name })
}

/** Each by itself, because each may be refused for a reason of its own. */
export async function removeSeveral(chosen: Chosen) {
  let rows: Nameserver[]
  try {
    rows = await chosenNameservers(await chosen.ids())
  } catch (thrown) {
    return toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
  }
  await confirm({
    body, names: rows.map(line), typeCount: rows.length > typedFrom ? rows.length : undefined, countOf: things.many, doing: 'Deleting',
    run: async (work) => {
      const stayed = await eachOf(rows, ({ id }) => call(deleteNameserver, { params: { nameserverId: id } }), work)
      await makeStale(...staleNameservers)
      chosen.clear()
      const gone = rows.length - stayed.length
      if (gone > 0) toast({ text: `${several(gone, things)} deleted` })
      return reportOf({ things, did: 'deleted', of: rows.length, stayed, nameOf: ({ name }) => name, stopped: work.signal.aborted })
    },
  })
  return undefined
}

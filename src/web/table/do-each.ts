import type { Called } from '#contract/endpoint.ts'
import { several } from '#contract/several.ts'
import { failureOf } from '../client/failure.ts'
import { makeStale } from '../client/query-client.ts'
import { wordsFor } from '../client/words.ts'
import { confirm } from '../feedback/confirm.ts'
import { eachOf, reportOf } from '../feedback/each-of.ts'
import type { Work } from '../feedback/pending.ts'
import { toast } from '../feedback/toast.ts'
import type { NameLine } from '../ui/names.tsx'
import type { Chosen, ListEndpoint } from './list-table-props.ts'
import { rowsById } from './rows-by-id.ts'

/** More than this, and the number has to be typed (rules: Bulk deletion). */
const typedFrom = 10
/** So many are read before anything is asked; more of them under the open dialog, with how far that is. */
const readAtOnce = 500

export interface EachOf<Row> {
  chosen: Chosen
  list: ListEndpoint<Row>
  things: { one: string; many: string }
  title: string
  action: string
  /** `Disabling`, `disabled`. */
  doing: string
  did: string
  /** It undoes: no number to type, and the button is not red. */
  mild?: boolean
  /** Can it be done to this one? Those others are left out, and `left` says why: `disabled already`. */
  can: (row: Row) => boolean
  left: string
  body: (rows: readonly Row[]) => string
  line: (row: Row) => NameLine & { name: string }
  act: (row: Row) => Promise<unknown>
  stale: readonly Called[]
}

/** Does one thing to each that is selected, by itself: each has its row in the trail, and its own reason when it is refused. */
export async function doToEach<Row>({ chosen, list, things, title, action, doing, did, mild, can, left, body, line, act, stale }: EachOf<Row>) {
  let rows: Row[] = []
  let none = ''
  const read = async (work?: Work) => {
    const all = await rowsById(list, await chosen.ids(), work)
    rows = all.filter(can)
    const kept = all.length - rows.length
    none = all.length === 0 ? 'what was selected is gone meanwhile.' : `${left}.`
    return {
      body: `${body(rows)}${kept === 0 ? '' : ` ${several(kept, things)} ${kept === 1 ? 'is' : 'are'} left out: ${left}.`}`,
      names: rows.map(line),
      typeCount: !mild && rows.length > typedFrom ? rows.length : undefined,
    }
  }
  let first: Awaited<ReturnType<typeof read>> | undefined
  try {
    if (chosen.count <= readAtOnce) first = await read()
  } catch (thrown) {
    return toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
  }
  if (first !== undefined && rows.length === 0) {
    void makeStale(...stale)
    return toast({ text: `Nothing was ${did}: ${none}`, tone: 'bad' })
  }
  await confirm({
    ...(first ?? { prepare: read }),
    title, action, tone: mild ? 'primary' : 'danger', countOf: things.many, doing,
    run: async (work) => {
      const stayed = await eachOf(rows, act, work)
      await makeStale(...stale)
      chosen.clear()
      const gone = rows.length - stayed.length
      if (gone > 0) toast({ text: `${several(gone, things)} ${did}` })
      return reportOf({ things, did, of: rows.length, stayed, nameOf: (row) => line(row).name, stopped: work.signal.aborted })
    },
  })
  return undefined
}

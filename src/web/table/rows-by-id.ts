import { call } from '../client/call.ts'
import type { Work } from '../feedback/pending.ts'
import type { ListEndpoint } from './list-table-props.ts'

/** As many ids as a filter holds. */
const idsAtOnce = 100

/** What has these ids, as it is now and in the list's own order by name; what is gone is left out. */
export async function rowsById<Row>(list: ListEndpoint<Row>, ids: readonly string[], work?: Work): Promise<Row[]> {
  const rows: Row[] = []
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    work?.signal.throwIfAborted()
    work?.said(at, ids.length)
    const filter = `id is any of (${ids.slice(at, at + idsAtOnce).join(', ')})`
    rows.push(...(await call(list, { query: { filter, size: String(idsAtOnce), sort: 'name' } })).data)
  }
  return rows
}

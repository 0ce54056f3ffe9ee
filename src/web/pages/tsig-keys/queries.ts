import { queryOptions } from '@tanstack/react-query'
import { getInventory, listAudit } from '#contract/calls.ts'
import { getTsigKey, getTsigRotation, listTsigKeys, listUsesOfKey, previewTsigExport, tsigImportProgress } from '#contract/calls-of-dns.ts'
import type { TsigExportFormat, TsigKey } from '#contract/tsig-keys.ts'
import { callForText } from '../../client/call.ts'
import type { Work } from '../../feedback/pending.ts'
import { rowsById } from '../../table/rows-by-id.ts'
import { keyOf, query, queryWithMeta } from '../../client/query.ts'

export const oneTsigKey = (tsigId: string) => query(getTsigKey, { params: { tsigId } })

/** Where it is used; for administrators. */
export const usesOfKey = (tsigId: string) => query(listUsesOfKey, { params: { tsigId } })

/** One key as its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const tsigKeyForEditing = (tsigId: string) => ({ ...queryWithMeta(getTsigKey, { params: { tsigId } }), staleTime: 0 })

/** An export with its secret masked: the one with the secret is never kept (S8). */
export const maskedExport = (tsigId: string, format: TsigExportFormat) => {
  const given = { params: { tsigId }, query: { format } }
  return queryOptions({ queryKey: keyOf(previewTsigExport, given), queryFn: ({ signal }) => callForText(previewTsigExport, { ...given, signal }) })
}

/** After how many days keys are due; never an old answer, since a form begins with it. */
export const rotation = { ...query(getTsigRotation), staleTime: 0 }

/** What every change of a TSIG key makes stale. */
export const staleTsigKeys = [listTsigKeys, getTsigKey, previewTsigExport, listAudit, getInventory] as const

/** How far one's own import is: asked for while it is watched, and then forgotten. */
export const importProgress = { ...query(tsigImportProgress), refetchInterval: 1000, refetchIntervalInBackground: true, staleTime: 0, gcTime: 0, retry: false }

/** Keys by their ids, as they are now; those that are gone are left out. */
export const chosenKeys = (ids: readonly string[], work?: Work): Promise<TsigKey[]> => rowsById(listTsigKeys, ids, work)

import { createView, deleteView, listViews, updateView } from '#contract/calls.ts'
import type { View } from '#contract/views.ts'
import { mutation } from '../client/mutation.ts'
import { query } from '../client/query.ts'

export const viewsOf = (noun: View['noun']) => ({ ...query(listViews, { query: { noun } }), staleTime: 60_000 })

const stale = [listViews]
export const saveView = mutation(createView, { stale })
export const changeView = mutation(updateView, { stale })
export const removeView = mutation(deleteView, { stale })

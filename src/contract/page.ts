import { z } from './zod.ts'
import { pageSizeMax } from './lists.ts'
import { isZone } from './zones.ts'

export { pageSizeMax, totalCap } from './lists.ts'

/** A whole number in a query. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,8})$/, `Give a whole number from ${min} to ${max}.`)
    .transform(Number)
    .pipe(z.int().min(min, `Give a whole number from ${min} to ${max}.`).max(max, `Give a whole number from ${min} to ${max}.`))

/**
 * The query of every list. `page` counts from 1; `after` is a cursor from `next` and stands instead of `page`;
 * `sort` is `-createdAt,name`; `filter` is the grammar of `filter.ts`, its days those of the zone `tz`, or else of UTC; `search`
 * looks in every searchable column.
 */
export const PageQuery = z.strictObject({
  page: whole(1, 1_000_000).optional(),
  size: whole(1, pageSizeMax).optional(),
  sort: z.string().max(500).optional(),
  filter: z.string().max(8000).optional(),
  tz: z.string().max(64).refine(isZone, 'There is no such time zone. Give one by its IANA name: Europe/Berlin, UTC.').optional(),
  search: z.string().max(200).optional(),
  after: z.string().max(4000).optional(),
})
export type PageQuery = z.output<typeof PageQuery>

/** A page of `item`: `total` counts what matches, up to `totalCap`; `next` is a cursor or null. */
export const Page = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    data: z.array(item),
    page: z.int(),
    size: z.int(),
    total: z.int(),
    totalCapped: z.boolean(),
    next: z.string().nullable(),
  })
export type Page<T> = { data: T[]; page: number; size: number; total: number; totalCapped: boolean; next: string | null }

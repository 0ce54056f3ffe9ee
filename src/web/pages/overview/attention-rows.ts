import { attentionCounts } from '#contract/lists-of-overview.ts'
import type { Inventory, InventoryKind, TimelineItem } from '#contract/inventory.ts'
import type { Role } from '#contract/permissions.ts'
import { paths } from '../../paths.ts'
import { relativeWithin } from '../../ui/dates.ts'
import type { ReasonSign } from '../../ui/reason.tsx'
import { actionFor, idOf, kindWords, onlyHref, tableHref, verb } from './links.ts'
import { numberWords } from './number-words.ts'

/** A line of **Needs attention**: one thing, or so many of a kind. Each leads to its row, or to the table that shows just these. */
export interface AttentionRow {
  id: string
  name: string
  href: string
  kind: InventoryKind
  why: string
  sign: ReasonSign
  owner?: string
  action: { words: string; href: string }
}

const [urgentDays, dayMs] = [7, 86_400_000]
/** A person reads so many lines; the tables have the rest. */
export const attentionMax = 9
/** What ends is on the timeline above as well: it leaves room for the rest. */
const [aheadMax, pastMax] = [4, 2]

const reasons: Record<(typeof attentionCounts)[number], readonly [why: string, sign: ReasonSign]> = {
  'check-failed': ['The last check failed', 'fails'],
  unrestricted: ['Unrestricted: may call everything', 'open'],
  'owner-disabled': ['The owner is disabled', 'open'],
  'rotation-due': ['Its secret is due to be replaced', 'soon'],
  'legacy-algorithm': ['Legacy algorithm', 'fails'],
  'unused-90': ['Not used for 90 days', 'unused'],
  'never-used-30': ['Never used, made more than 30 days ago', 'unused'],
}

/** The account's own, which administrators alone can change. */
const accounts: ReadonlySet<InventoryKind> = new Set<InventoryKind>(['tsig-key', 'auth-key', 'connector'])

/** `Expires in 3 days`, `Expired 9 days ago`, `Old value stops in 5 hours`. */
const ending = (item: TimelineItem, role: Role, now: number): AttentionRow => ({
  id: idOf(item), name: item.name, href: onlyHref(item.kind, role, [item.id]), kind: item.kind,
  why: `${verb(item, now)} ${relativeWithin(item.at, now)}`, sign: item.what === 'expires' && Date.parse(item.at) <= now ? 'over' : 'soon',
  ...(item.owner === null ? {} : { owner: item.owner }), action: actionFor(item, role, now),
})

/** What is behind one kind of reason: each thing by its name where they are few, else their number. */
function standing(name: (typeof attentionCounts)[number], kinds: Inventory['kinds'], role: Role): AttentionRow[] {
  return kinds.flatMap(({ kind, counts }) =>
    counts
      .filter((count) => count.name === name && count.count > 0)
      .flatMap(({ count, capped, filter, things }): AttentionRow[] => {
        const [why, sign] = reasons[name]
        const common = { kind, why, sign }
        if (things.length === 0) {
          const href = tableHref(kind, role, filter)
          return [{ ...common, id: `${name} ${kind}`, name: `${numberWords(count, capped)} ${kindWords[kind].many}`, href, action: { words: 'Open', href } }]
        }
        return things.map((thing) => {
          const href = onlyHref(kind, role, [thing.id])
          return {
            ...common,
            id: `${name} ${thing.id}`,
            name: thing.name,
            href,
            action: name === 'unrestricted'
              ? { words: 'Restrict', href: paths.certcentralKeyEdit(thing.id) }
              : name === 'rotation-due' ? { words: 'Roll over', href: paths.tsigKeyRollOverHere(thing.id) } : { words: 'Open', href },
          }
        })
      }),
  )
}

/**
 * The most pressing first: what can still be kept from stopping, what fails, who may do too much, what stopped last, what is
 * old or of no use. Old values stop because somebody wanted it so. A standard user reads of what they can mend: not of the account's.
 */
export function attentionRows({ timeline, kinds: all }: Pick<Inventory, 'timeline' | 'kinds'>, role: Role, now: number): AttentionRow[] {
  const mends = ({ kind }: { kind: InventoryKind }) => role === 'administrator' || !accounts.has(kind)
  const kinds = all.filter(mends)
  const urgent = timeline.filter((item) => mends(item) && Date.parse(item.at) <= now + urgentDays * dayMs)
  const [ahead, old] = [true, false].map((expires) => urgent.filter(({ at, what }) => Date.parse(at) > now && (what === 'expires') === expires)) as [
    TimelineItem[],
    TimelineItem[],
  ]
  const past = urgent.filter(({ at }) => Date.parse(at) <= now).reverse()
  const rows = (items: readonly TimelineItem[]) => items.map((item) => ending(item, role, now))
  const [pressing, lasting] = [attentionCounts.slice(0, 3), attentionCounts.slice(3)].map((names) => names.flatMap((name) => standing(name, kinds, role))) as [
    AttentionRow[],
    AttentionRow[],
  ]
  return [
    ...rows(ahead.slice(0, aheadMax)), ...pressing, ...rows(past.slice(0, pastMax)), ...lasting, ...rows(old),
    // What was left out above, so that nothing is lost where there is room.
    ...rows([...ahead.slice(aheadMax), ...past.slice(pastMax)]),
  ]
}

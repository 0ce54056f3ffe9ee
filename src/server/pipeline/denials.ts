import type { Audit } from '../audit/audit.ts'
import { entryOf, type AuditEntry, type CallFacts } from '../audit/entry.ts'
import type { Host } from '../host.ts'
import { iso } from '../time.ts'

/** How long denials that are alike are counted before a row says how many. */
const span = 60_000
/** Kinds of denials counted at once; the one begun longest ago gets its row early. */
const kept = 2000
/** Different things that were asked for, and addresses they were asked from, that a row names. */
const named = 20

interface Tally {
  since: number
  /** As the next row has it: of the first denial that no row tells of yet. */
  entry: AuditEntry
  count: number
  from: number
  to: number
  objects: Set<string>
  addresses: Set<string>
}

/**
 * Refused changes in the audit trail. The first is a row at once; further ones that are alike (person, credential, action, reason) are
 * counted, and each minute one row says how many, of what and from where. So a person can neither fill the trail nor
 * hide in it. What a crash takes is the count of its last minute; that there were some is on disk.
 */
export interface Denials {
  record(call: CallFacts, object: AuditEntry['object'], code: string): Promise<void>
  /** Writes the rows whose minute is over; `now` all of them. What cannot be written is kept for the next time. */
  flush(when?: 'now'): Promise<void>
}

export function createDenials(host: Host, audit: Audit): Denials {
  const tallies = new Map<string, Tally>()

  const begin = (key: string, entry: AuditEntry): Tally => {
    const tally = { since: host.now(), entry, count: 0, from: entry.time, to: entry.time, objects: new Set<string>(), addresses: new Set<string>() }
    tallies.set(key, tally)
    return tally
  }

  function count(tally: Tally, entry: AuditEntry): void {
    if (tally.count++ === 0) Object.assign(tally, { entry, from: entry.time })
    tally.to = entry.time
    if (entry.object.id !== '' && tally.objects.size < named) tally.objects.add(entry.object.id)
    if (tally.addresses.size < named) tally.addresses.add(entry.address)
  }

  /** One row for all that was counted. One denial is told as it was. */
  function rowOf({ entry, count: times, from, to, objects, addresses }: Tally): AuditEntry {
    if (times === 1) return entry
    const [only] = objects
    return {
      ...entry, requestId: '', object: { ...entry.object, id: objects.size === 1 ? only! : '' },
      detail: { count: times, from: iso(from), to: iso(to), objects: [...objects], addresses: [...addresses] },
    }
  }

  async function write(due: [key: string, tally: Tally][]): Promise<void> {
    const rows = due.filter(([, { count: times }]) => times > 0)
    // Taken out first: what comes while they are written is counted anew, and what could not be written is put back.
    const taken = rows.map(([key, tally]): [string, Tally] => [key, { ...tally, objects: new Set(tally.objects), addresses: new Set(tally.addresses) }])
    for (const [, tally] of rows) Object.assign(tally, { count: 0, since: host.now(), objects: new Set<string>(), addresses: new Set<string>() })
    try {
      if (taken.length > 0) await audit.change((tx) => audit.append(tx, ...taken.map(([, tally]) => rowOf(tally))))
    } catch (error) {
      host.log('warn', 'counts of denials could not be written yet', { error: String(error) })
      for (const [key, was] of taken) {
        // Nobody is counted without end while nothing can be written.
        if (!tallies.has(key) && tallies.size >= 2 * kept) continue
        const tally = tallies.get(key) ?? begin(key, was.entry)
        if (tally.count === 0) Object.assign(tally, { to: was.to })
        Object.assign(tally, {
          entry: was.entry,
          from: was.from,
          count: tally.count + was.count,
          objects: new Set([...was.objects, ...tally.objects]),
          addresses: new Set([...was.addresses, ...tally.addresses]),
        })
      }
    }
  }

  return {
    async record(call, object, code) {
      // That the password is asked for first is how it goes, and no refusal.
      const entry = entryOf(call, { object, detail: {} }, `${code === 'confirmation-required' ? 'asked' : 'denied'}: ${code}`)
      const key = JSON.stringify([entry.actor.id, entry.credential, entry.action, entry.outcome, object.kind])
      const known = tallies.get(key)
      // A minute in which nothing more came is over, whether somebody has looked since or not.
      if (known && (known.count > 0 || host.now() - known.since < span)) return count(known, entry)
      const tally = begin(key, entry)
      if (tallies.size > kept) {
        const [oldest, its] = tallies.entries().next().value!
        tallies.delete(oldest)
        await write([[oldest, its]])
      }
      try {
        await audit.change((tx) => audit.append(tx, entry))
      } catch (error) {
        count(tally, entry)
        throw error
      }
    },

    async flush(when) {
      const now = host.now()
      // A clock that was set back ends a minute too.
      const due = [...tallies].filter(([, { since }]) => when === 'now' || now - since >= span || now < since)
      // A minute in which nothing more came: the next denial is a row at once again.
      for (const [key, { count: times }] of due) if (times === 0) tallies.delete(key)
      await write(due)
    },
  }
}

import { keptWord, usedByRule, wordFault } from '#contract/tsig-keys.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'

/** More than any configuration refers to; what comes after is not kept. */
const linksMax = 200_000

/** Places between a key and its zones that are looked at. */
const placesMax = 1000

/**
 * Who uses a key, as a server's file says it: zones and peers. Between a key and them may stand what the file gives a name of its
 * own: an acl, a list of primaries, a remote, a template. A place is such a thing, by its kind and its name in its file.
 */
export class Uses {
  readonly #next = new Map<string, Set<string>>()
  readonly #words = new Map<string, Set<string>>()
  #links = 0

  static key = (name: string): string => `key ${canonicalTsigName(name)}`

  /** Whatever is at `to` uses what is at `from`. */
  link(from: string, to: string): void {
    this.#add(this.#next, from, to)
  }

  /** A zone, or a peer's address, that uses what is at `from`. */
  word(from: string, word: string): void {
    const kept = keptWord(word).replace(/(?<=.)\.$/, '')
    if (kept !== '' && wordFault(kept, usedByRule) === undefined) this.#add(this.#words, from, kept)
  }

  zone(key: string, zone: string): void {
    this.word(Uses.key(key), zone)
  }

  /** A peer by its address or host name; the port only where it is not the usual one. */
  peer(key: string, host: string, port?: string): void {
    if (port === undefined || port === '' || port === '53') this.word(Uses.key(key), host.replace(/^([^:]*|\[.*\]):53$/, '$1').replace(/^\[(.*)\]$/, '$1'))
    else this.word(Uses.key(key), `${host}#${port}`)
  }

  #add(map: Map<string, Set<string>>, from: string, to: string): void {
    if (++this.#links > linksMax) return
    const set = map.get(from)
    if (set) set.add(to)
    else map.set(from, new Set([to]))
  }

  /** Zones and peers of a key, as many as a key may have. */
  of(name: string): string[] {
    const start = Uses.key(name)
    const seen = new Set([start])
    const words = new Set<string>()
    for (const place of seen) {
      for (const word of this.#words.get(place) ?? []) {
        if (words.size >= usedByRule.most) return [...words]
        words.add(word)
      }
      for (const next of this.#next.get(place) ?? []) {
        if (seen.size >= placesMax) break
        seen.add(next)
      }
    }
    return [...words]
  }
}

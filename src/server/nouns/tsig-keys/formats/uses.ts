import { zoneFault, type TsigPurpose } from '#contract/nameservers.ts'
import { keptWord, usedByRule, wordFault } from '#contract/tsig-keys.ts'
import { canonicalTsigName } from '#contract/tsig-names.ts'

/** What the server whose file this is does with a key. `zone`: canonical; null: all. */
export interface FoundUse {
  zone: string | null
  purpose: TsigPurpose
}

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
  /** By place: zone and purpose, as one text. */
  readonly #served = new Map<string, Set<string>>()
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

  /** The server whose file this is does this with what is at `from`; a zone of null is all of them. */
  serve(from: string, zone: string | null, purpose: TsigPurpose): void {
    const name = zone === null ? '' : zone.trim() === '.' ? '.' : canonicalTsigName(zone)
    if (zone === null || (name !== '' && zoneFault(name) === undefined)) this.#add(this.#served, from, `${purpose} ${name}`)
  }

  /** For all zones, where the text names none that it could be for. */
  serveAny(from: string, purpose: TsigPurpose): void {
    this.#add(this.#served, from, `${purpose} *`)
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

  /** Keys that the text speaks of, whether or not they stand in it: their canonical names. */
  get keys(): string[] {
    return [...this.#next.keys(), ...this.#served.keys()].flatMap((place) => (place.startsWith('key ') ? place.slice(4) : []))
  }

  /** What the server does with a key, at most so many. All zones stand for each of them. */
  served(name: string, most: number): FoundUse[] {
    const found = new Set<string>()
    around: for (const place of this.#from(name))
      for (const one of this.#served.get(place) ?? []) {
        if (found.size >= most) break around
        found.add(one)
      }
    const all = [...found].map((one) => {
      const [purpose, zone] = one.split(' ') as [TsigPurpose, string]
      return { zone: zone || null, purpose }
    })
    const named = all.filter(({ zone, purpose }) => zone !== '*' && (zone === null || !found.has(`${purpose} `)))
    return named.length > 0 ? named : all.map(({ purpose }) => ({ zone: null, purpose }))
  }

  /** Zones and peers of a key, as many as a key may have. */
  of(name: string): string[] {
    const words = new Set<string>()
    for (const place of this.#from(name)) {
      for (const word of this.#words.get(place) ?? []) {
        if (words.size >= usedByRule.most) return [...words]
        words.add(word)
      }
    }
    return [...words]
  }

  /** The places that are reached from a key, the nearest first. */
  *#from(name: string): Generator<string> {
    const seen = new Set([Uses.key(name)])
    for (const place of seen) {
      yield place
      for (const next of this.#next.get(place) ?? []) {
        if (seen.size >= placesMax) break
        seen.add(next)
      }
    }
  }
}

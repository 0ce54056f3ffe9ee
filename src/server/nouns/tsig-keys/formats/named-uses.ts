import type { TsigPurpose } from '#contract/nameservers.ts'
import { Uses } from './uses.ts'

/** Options of a zone that a view, or else the options at the top, have for all zones that lack them (named.conf(5)). */
const inherited = ['allow-transfer', 'allow-update', 'allow-update-forwarding', 'allow-notify', 'also-notify'] as const
const matchLists = new Set<string>(['allow-transfer', 'allow-update', 'allow-update-forwarding', 'allow-notify', 'allow-query', 'acl'])
const serverLists = new Set(['primaries', 'masters', 'remote-servers', 'also-notify', 'parental-agents'])
/** What a list of a zone says of its keys. `allow-notify` takes what a peer has signed, which belongs to its asking. */
const purposes: Record<string, TsigPurpose | undefined> = {
  'allow-transfer': 'answers-transfers', 'allow-update': 'takes-updates', 'allow-update-forwarding': 'takes-updates', 'update-policy': 'takes-updates',
  primaries: 'asks-for-transfers', masters: 'asks-for-transfers', 'also-notify': 'signs-notify',
}
/** Kinds of zones whose data is nobody's here. */
const withoutData = new Set(['hint', 'forward', 'delegation-only', 'static-stub'])

interface Frame {
  words: readonly string[]
  /** What uses the keys that are named in this block. */
  place: string | undefined
  own: Set<string>
  type: string
}

/** Which zones and servers use a key, out of the blocks of one statement of named.conf. Names of acls and lists are of the whole text. */
export class NamedUses {
  readonly #uses: Uses
  readonly #frames: Frame[] = []

  constructor(uses: Uses) {
    this.#uses = uses
  }

  open(written: readonly string[]): void {
    const words = inSmall(written)
    const [verb = '', name = ''] = words
    const parent = this.#frames.at(-1)
    parent?.own.add(verb)
    let place = parent?.place
    if (verb.startsWith('!')) place = undefined
    else if (verb === 'acl') place = `acl ${name.toLowerCase()}`
    else if (serverLists.has(verb) && parent === undefined && verb !== 'also-notify') place = `list ${name.toLowerCase()}`
    else if ((matchLists.has(verb) || serverLists.has(verb) || verb === 'update-policy') && parent) place = this.#in(parent, verb)
    this.#frames.push({ words, place, own: new Set(), type: '' })
  }

  /** Where a list of a zone, a view or the options leads. */
  #in(parent: Frame, verb: string): string | undefined {
    const [kind, name] = parent.words
    if (kind === 'zone' && name !== undefined) {
      const place = `zone ${name} ${verb}`
      this.#zone(place, verb, name)
      return place
    }
    if (!(inherited as readonly string[]).includes(verb) || (kind !== 'view' && kind !== 'options')) return undefined
    if (purposes[verb] !== undefined) this.#uses.serveAny(scope(parent, verb), purposes[verb])
    return scope(parent, verb)
  }

  #zone(place: string, verb: string, name: string): void {
    this.#uses.word(place, name)
    if (purposes[verb] !== undefined) this.#uses.serve(place, name, purposes[verb])
  }

  /** A statement without a block. */
  statement(written: readonly string[]): void {
    const frame = this.#frames.at(-1)
    if (!frame) return
    const words = inSmall(written)
    const [verb] = frame.words
    if (words[0] === 'type') frame.type = words[1]?.toLowerCase() ?? ''
    if (verb === 'server' && words[0] === 'keys' && words[1] !== undefined) return this.#peer(words[1], frame.words[1])
    if (verb === 'keys' && words[0] !== undefined && this.#frames.at(-2)?.words[0] === 'server') return this.#peer(words[0], this.#frames.at(-2)!.words[1])
    const { place } = frame
    if (place === undefined) return undefined
    if (verb === 'update-policy') {
      if (words[0] === 'grant' && words[1] !== undefined) this.#uses.link(Uses.key(words[1]), place)
    } else if (serverLists.has(verb ?? '')) this.#server(words, place)
    // `!key x` and `! key x` keep a key out.
    else if (words[0] === 'key' && words[1] !== undefined) this.#uses.link(Uses.key(words[1]), place)
    else if (words.length === 1 && !words[0]!.startsWith('!')) this.#uses.link(`acl ${words[0]}`, place)
    return undefined
  }

  /** `192.0.2.1 port 5353 key "x"`, or the name of another list. */
  #server(words: readonly string[], place: string): void {
    const at = words.indexOf('key')
    const [address = ''] = words
    if (!/^[\d.]+$|:/.test(address)) this.#uses.link(`list ${address}`, place)
    // What is asked of an address is signed with the key of its `server` block.
    if (at < 0 && address !== '') this.#uses.link(`peer ${address}`, place)
    if (at < 1 || words[at + 1] === undefined) return
    const key = Uses.key(words[at + 1]!)
    const port = words.indexOf('port')
    this.#uses.link(key, place)
    if (/^[\d.]+$|:/.test(address)) this.#uses.word(key, port > 0 ? `${address}#${words[port + 1]}` : address)
  }

  #peer(key: string, address: string | undefined): void {
    if (address === undefined) return
    this.#uses.word(Uses.key(key), address)
    this.#uses.link(Uses.key(key), `peer ${address}`)
    this.#uses.serveAny(`peer ${address}`, 'asks-for-transfers')
  }

  close(): void {
    const frame = this.#frames.pop()!
    const [kind, name] = frame.words
    const view = this.#frames.findLast(({ words }) => words[0] === 'view')
    if (kind === 'zone' && name !== undefined && !withoutData.has(frame.type)) {
      for (const verb of inherited) if (!frame.own.has(verb)) this.#zone(scope(view, verb), verb, name)
    }
    if (kind === 'view') for (const verb of inherited) if (!frame.own.has(verb)) this.#uses.link(scope(undefined, verb), scope(frame, verb))
  }
}

/** Words that named.conf has of its own behind the first of a statement. */
const own = new Set(['key', 'port'])
/** BIND takes its own words in any case, and names of lists too. Names of keys and zones stay as they are: they are shown. */
const inSmall = (words: readonly string[]): string[] => words.map((word, at) => (at === 0 || own.has(word.toLowerCase()) ? word.toLowerCase() : word))

const scope = (view: Frame | undefined, verb: string): string => (view?.words[0] === 'view' ? `view ${view.words[1] ?? ''} ${verb}` : `options ${verb}`)

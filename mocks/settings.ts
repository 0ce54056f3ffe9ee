/*
 * What the page's URL chooses, kept for the tab: a later navigation or reload finds it again, a new tab does not.
 */

export interface DemoSettings {
  /** Who is signed in: an e-mail address, `administrator` or `user`. */
  as?: string
  seed?: string
  clock?: string
  faults?: string
  /** `on`: a reload keeps the data. Else it starts again. */
  keep?: string
  /** `off`: no bar. */
  bar?: string
  /** A name: tabs of one browser that give the same share one demo. */
  share?: string
  /** `off`: the demo alone, for a tab that others share. */
  console?: string
}

const names = ['as', 'seed', 'clock', 'faults', 'keep', 'bar', 'share', 'console'] as const satisfies readonly (keyof DemoSettings)[]

export interface Chosen {
  settings: DemoSettings
  /** Was a beginning asked for, so that nothing earlier is to be taken up? */
  anew: boolean
  /** Was somebody named? */
  named: boolean
  /** The URL without what was chosen: the console's own. */
  url: string
}

/** Reads a URL over what the tab has already; an empty value takes a choice back. */
export function choose(href: string, kept: DemoSettings): Chosen {
  const url = new URL(href)
  const settings: DemoSettings = { ...kept }
  const given = names.filter((name) => url.searchParams.has(name))
  for (const name of given) {
    settings[name] = url.searchParams.get(name) || undefined
    url.searchParams.delete(name)
  }
  return { settings, anew: given.includes('seed') || given.includes('clock'), named: given.includes('as'), url: given.length === 0 ? href : url.href }
}

const place = 'countersign.demo'

/** What the tab keeps between two pages. The session is worth nothing without the copy of the database it belongs to. */
export interface Kept {
  settings: DemoSettings
  session?: string
  /** Take the copy up once, although nobody asked to keep the data: somebody else was signed in. */
  resume?: boolean
  /** Names the tab's copy. */
  tab: string
}

export function readKept(): Kept {
  const fresh = (): Kept => ({ settings: {}, tab: crypto.randomUUID() })
  try {
    return (JSON.parse(sessionStorage.getItem(place) ?? 'null') as Kept | null) ?? fresh()
  } catch {
    return fresh()
  }
}

export const writeKept = (kept: Kept): void => sessionStorage.setItem(place, JSON.stringify(kept))

/** The copies of databases, one a tab. The Cache API takes whole files, and any size. */
const cache = () => caches.open('countersign-demo')
const nameOf = (tab: string) => `/demo-copy/${tab}`

export const writeCopy = async (tab: string, bytes: Uint8Array): Promise<void> => (await cache()).put(nameOf(tab), new Response(bytes as BodyInit))
export const forgetCopy = async (tab: string): Promise<void> => void (await (await cache()).delete(nameOf(tab)))
export async function readCopy(tab: string): Promise<Uint8Array | undefined> {
  const found = await (await cache()).match(nameOf(tab))
  return found && new Uint8Array(await found.arrayBuffer())
}

import { signsOf, type Cursor } from './cursor.ts'
import type { Findings, PartialKey } from './findings.ts'

/** Members that say what a key is, in any of the spellings: PowerDNS, Technitium, Kea. */
const members: Record<string, 'name' | 'algorithm' | 'secret' | undefined> = {
  name: 'name', keyname: 'name', algorithm: 'algorithm', algorithmname: 'algorithm', secret: 'secret', sharedsecret: 'secret', key: 'secret',
}
const depthMax = 64
const signs = signsOf('{}[],:')

function decoded(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return text
  }
}

const missing = { secret: 'The secret is not in this text. (PowerDNS leaves it out of its list: ask for each key by its id. Kea may have it in a file.)' }

/** Reads one value of JSON, with the comments that Kea allows, and every object in it that is a key. It is not checked to be whole JSON. */
export function readJson(cursor: Cursor, findings: Findings): void {
  const frames: PartialKey[] = []
  let depth = 0
  let last = ''
  let member: string | undefined

  const close = () => {
    if (--depth >= depthMax) return
    const found = frames.pop()!
    // An algorithm makes it a key; a name and a secret look like one. Any other object is somebody else's.
    if (found.algorithm !== undefined && (found.name !== undefined || found.secret !== undefined)) findings.key(found, missing)
    else if (found.name !== undefined && found.secret !== undefined) findings.key(found)
  }

  while (!findings.full) {
    const token = cursor.token(signs)
    if (token.kind === 'end' || token.kind === 'broken') {
      if (token.kind === 'broken' && token.text === 'quote') {
        findings.note(token.line, member ?? '', 'A quote is opened here and not closed on this line.')
        continue
      }
      findings.note(token.kind === 'end' ? (frames[0]?.line ?? token.line) : token.line, '', token.kind === 'end' ? 'What begins here is never closed.' : 'This comment is never closed: nothing after it was read.')
      return
    } else if (token.kind === '{' || token.kind === '[') {
      if (depth < depthMax) frames.push({ line: token.line })
      else if (depth === depthMax) findings.note(token.line, '', `Nested more than ${depthMax} deep: what lies deeper was not read.`)
      depth++
      member = undefined
    } else if (token.kind === '}' || token.kind === ']') {
      close()
      member = undefined
      if (depth === 0) {
        cursor.skipOne(',;')
        return
      }
    } else if (token.kind === ':') {
      member = last
    } else if (token.kind === ',') {
      member = undefined
    } else {
      last = token.kind === 'string' ? decoded(token.text) : token.text
      const part = member === undefined ? undefined : members[member.toLowerCase()]
      if (part && token.kind === 'string' && depth <= depthMax) frames.at(-1)![part] ??= last
    }
  }
}

import { AuditStatement, type Reveal } from '#contract/audit-statement.ts'
import type { AuditEvent } from '#contract/audit.ts'
import type { Chain } from './chain.ts'
import { verifyExport, type FileVerdict } from './file.ts'
import { pass } from '../turn.ts'

export type Unsealed = Omit<AuditStatement, 'seal'>

/** The same text whatever the order of fields, which is nobody's promise once it was in a file. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, of]) => `${JSON.stringify(name)}:${stable(of)}`).join(',')}}`
}

/** Over the chain's end and everything that is said: each reveal hangs on what stands before it, so that thousands are no work in one go. */
export async function sealOf(chain: Chain, { reveals: { listed, ...counted }, ...said }: Unsealed): Promise<string> {
  let seal = chain.seal(said.chain.end.hash, stable({ ...said, reveals: counted }))
  for (const one of listed) {
    await pass()
    seal = chain.seal(seal, stable(one))
  }
  return chain.seal(seal, String(listed.length))
}

/** The first words of a file that is a statement, and no export. */
export const isStatement = (firstLine: string): boolean => firstLine.trim() === '{' || /^\s*\{"(?:made|statement|through)"/.test(firstLine)

const is = (reveal: Reveal, { seq, time, actor, action, object, address }: AuditEvent) =>
  stable(reveal) === stable({ seq, time, actor, action, object, address })

/**
 * Is this statement as the server of this key made it? `trail`: the lines of an NDJSON export, which may be younger; then it is also
 * compared with that, row by row.
 */
export async function verifyStatement(text: string, chain: Chain, trail?: AsyncIterable<string> | Iterable<string>): Promise<FileVerdict> {
  const refuse = (said: string): FileVerdict => ({ holds: false, said })
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return refuse('This is no statement: it is not JSON.')
  }
  const inner = typeof given === 'object' && given !== null && 'statement' in given ? given.statement : given
  const { data: statement } = AuditStatement.safeParse(inner)
  if (!statement) return refuse('This is no statement: it was changed, or another version made it.')
  const { seal, ...said } = statement
  if ((await sealOf(chain, said)) !== seal)
    return refuse('The seal is not of this text and this root key: the statement was changed, or another server made it.')
  const { chain: found, period, reveals } = said
  const head = `The statement is as ${said.origin} made it for ${said.by.name} on ${said.made}, for ${period.from} to ${period.to}.`
  const compared: string[] = []
  if (trail) {
    let end: string | undefined
    const listed = new Map(reveals.listed.map((one) => [one.seq, one]))
    const verdict = await verifyExport(trail, chain, (event, hash) => {
      if (event.seq === found.end.row) end = hash
      const one = listed.get(event.seq)
      if (one && is(one, event)) listed.delete(event.seq)
    })
    if (found.end.row > 0 && end !== found.end.hash)
      return refuse(`${head}\nThe export is not of the same trail, or older: it has no such row ${found.end.row}.`)
    if (listed.size > 0) return refuse(`${head}\nThe export does not have ${listed.size} of the reveals that the statement names.`)
    compared.push(`The export has its row ${found.end.row} and the reveals that it names. ${verdict.said}`)
    if (!verdict.holds) return refuse([head, ...compared].join('\n'))
  }
  if (!found.holds) {
    const places = found.breaks.map(({ at, why }) => `At row ${at}: ${why}`)
    return refuse([head, `It says that the trail is broken in ${found.broken} ${found.broken === 1 ? 'place' : 'places'}.`, ...places, ...compared].join('\n'))
  }
  const rows = found.rows === 0 ? 'there are no rows yet' : `${found.rows} ${found.rows === 1 ? 'row' : 'rows'}, from ${found.from} to ${found.to}`
  const shown = `${reveals.total} ${reveals.total === 1 ? 'secret was' : 'secrets were'} revealed in the period, ${reveals.listed.length} named.`
  return { holds: true, said: [head, `The chain holds: ${rows}.`, shown, ...compared].join('\n') }
}

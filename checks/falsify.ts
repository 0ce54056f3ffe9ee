import { createHash } from 'node:crypto'

/*
 * Ways to falsify an audit trail, as SQL of somebody who writes to the database without the root key.
 */

export type Row = Record<string, string | number | null>

export const columns = [
  'seq',
  'time',
  'actor_id',
  'actor_name',
  'credential',
  'address',
  'action',
  'object_kind',
  'object_id',
  'object_name',
  'outcome',
  'detail',
  'request_id',
  'hash',
] as const
const random = (below: number) => Math.floor(Math.random() * below)
const literal = (value: string | number | null | undefined) =>
  value === null || value === undefined ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`

/** Another value for a column, one character or one unit away. */
function altered(value: string | number | null): string | number {
  if (value === null) return ''
  if (typeof value === 'number') return value + (Math.random() < 0.5 ? 1 : -1)
  if (value === '') return 'x'
  const at = random(value.length)
  return value.slice(0, at) + (value[at] === 'a' ? 'b' : 'a') + value.slice(at + 1)
}

/** What is done, in words and in SQL. */
export interface Falsification {
  what: string
  statements: string[]
}

/** Ways to falsify the trail of these rows, numbered from 1, with this sealed head and one of an earlier moment. `undefined`: it would have changed nothing. */
export function waysOver(rows: readonly Row[], head: string): Record<string, () => Falsification | undefined> {
  const count = rows.length
  const rowAt = (seq: number) => rows[seq - 1]!
  const put = (row: Row) => `INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map((column) => literal(row[column])).join(', ')})`
  const headIs = (value: string) => `UPDATE meta SET value = ${literal(value)} WHERE key = 'audit-head'`
  const noHead = `DELETE FROM meta WHERE key = 'audit-head'`
  const remove = (seq: number) => `DELETE FROM audit WHERE seq = ${seq}`
  const move = (from: number, to: number) => `UPDATE audit SET seq = ${to} WHERE seq = ${from}`
  const anySeq = () => 1 + random(count)
  let edits = 0
  return {
    edit() {
      // The newest row in its turn too, and each column; `seq` excepted: that is the swap's.
      const seq = edits % 3 === 0 ? count : anySeq()
      const column = columns[1 + edits++ % (columns.length - 1)]!
      const before = rowAt(seq)[column] ?? null
      const after = altered(before)
      return before === after
        ? undefined
        : { what: `${column} of row ${seq}`, statements: [`UPDATE audit SET ${column} = ${literal(after)} WHERE seq = ${seq}`] }
    },
    deletion() {
      const seq = anySeq()
      return { what: `row ${seq}`, statements: [remove(seq)] }
    },
    'newest row deleted': () => ({ what: `row ${count}`, statements: [remove(count)] }),
    'all rows deleted': () => ({ what: 'all', statements: ['DELETE FROM audit'] }),
    'all rows and the head deleted': () => ({ what: 'all', statements: ['DELETE FROM audit', noHead] }),
    'head deleted': () => ({ what: 'head', statements: [noHead] }),
    'deletion with all later rows moved up'() {
      const seq = 1 + random(count - 1)
      return {
        what: `row ${seq}`,
        statements: [remove(seq), `UPDATE audit SET seq = -seq WHERE seq > ${seq}`, 'UPDATE audit SET seq = -seq - 1 WHERE seq < 0'],
      }
    },
    swap() {
      const a = anySeq()
      const b = Math.random() < 0.5 ? (a % count) + 1 : anySeq()
      return a === b ? undefined : { what: `rows ${a} and ${b}`, statements: [move(a, -1), move(b, a), move(-1, b)] }
    },
    'swap of the facts, hashes left in place'() {
      const [a, b] = [rowAt(anySeq()), rowAt(anySeq())]
      if (a.seq === b.seq) return undefined
      return {
        what: `rows ${a.seq} and ${b.seq}`,
        statements: [
          [a, b],
          [b, a],
        ].flatMap(([from, to]) => [remove(to!.seq as number), put({ ...from, seq: to!.seq!, hash: to!.hash! })]),
      }
    },
    'cut tail'() {
      const cut = 1 + random(Math.random() < 0.5 ? 5 : count)
      return { what: `${cut} rows`, statements: [`DELETE FROM audit WHERE seq > ${count - cut}`] }
    },
    'cut tail, head removed too'() {
      const cut = 1 + random(count)
      return { what: `${cut} rows`, statements: [`DELETE FROM audit WHERE seq > ${count - cut}`, noHead] }
    },
    'cut tail, head rewritten for the row before'() {
      const seq = 1 + random(count - 1)
      return { what: `to row ${seq}`, statements: [`DELETE FROM audit WHERE seq > ${seq}`, headIs(`${seq}.${rowAt(seq).hash}.${head.split('.')[2]}`)] }
    },
    'row added at the end': () => ({ what: `row ${count + 1}`, statements: [put({ ...rowAt(count), seq: count + 1, object_name: 'forged' })] }),
    'row added before the first'() {
      const seq = -random(5)
      return { what: `row ${seq}`, statements: [put({ ...rowAt(anySeq()), seq, object_name: 'forged' })] }
    },
    'row that says the server found a break'() {
      const cut = 1 + random(5)
      const detail = JSON.stringify({ why: 'restored', goesOnFrom: { row: count, hash: rowAt(count).hash } })
      return {
        what: `${cut} rows`,
        statements: [
          `DELETE FROM audit WHERE seq > ${count - cut}`,
          put({ ...rowAt(count), seq: count - cut + 1, action: 'audit.break', object_kind: 'audit', object_id: String(count), detail }),
        ],
      }
    },
    // What a writer could do if the hashes needed no key.
    'edit with all later hashes made anew'() {
      const seq = anySeq()
      const statements: string[] = []
      let previous = seq === 1 ? 'genesis' : String(rowAt(seq - 1).hash)
      for (let at = seq; at <= count; at++) {
        const row = at === seq ? { ...rowAt(at), actor_name: 'somebody else' } : rowAt(at)
        previous = createHash('sha256').update(`${previous}|${JSON.stringify(columns.slice(0, -1).map((column) => row[column]))}`).digest('base64url')
        statements.push(remove(at), put({ ...row, hash: previous }))
      }
      statements.push(headIs(`${count}.${previous}.${createHash('sha256').update(`head|${count}|${previous}`).digest('base64url')}`))
      return { what: `from row ${seq}`, statements }
    },
  }
}

// A thread with a connection of its own, read-only but for a large change: runs the statements that may take long (node-aside.ts).
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { addFunctions, bind, preparer, readerPragmas, setPragmas, writerPragmas } from './node-connection.ts'

export interface ThreadData {
  file: string
  writes: boolean
}

/** A statement; or, after an answer with `more`, the wish for the next of its rows. */
export interface Order {
  sql: string
  parameters: readonly unknown[]
}
export type Wish = Order | 'more'

export interface Answer {
  /** With the first of its rows. */
  columns?: readonly string[]
  rows: readonly unknown[][]
  more: boolean
  /** Of a statement that returns no rows. */
  changes?: bigint
  insertId?: bigint
}
export interface Failure {
  message: string
  code?: string
  errcode?: number
}

/** Rows of one answer, and characters of their texts: whoever takes them is busy for a few milliseconds. */
const rowsMost = 500
const charactersMost = 250_000

const { file, writes } = workerData as ThreadData
const database = new DatabaseSync(file, { readOnly: !writes })
// Walks through tables gain little by a cache.
setPragmas(database, writes ? writerPragmas : { ...readerPragmas, cache_size: -4096 })
addFunctions(database)
const prepared = preparer((sql): StatementSync => {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  return statement
})

let rest: unknown[][] = []
let at = 0

/** The next rows, as many as one answer takes. */
function next(): Answer {
  const from = at
  for (let characters = 0; at < rest.length && at - from < rowsMost && characters < charactersMost; at++) {
    for (const value of rest[at]!) if (typeof value === 'string') characters += value.length
  }
  const answer = { rows: rest.slice(from, at), more: at < rest.length }
  if (!answer.more) rest = []
  return answer
}

function begin({ sql, parameters }: Order): Answer {
  // On some errors SQLite rolls the whole transaction back by itself; what was asked for behind that would be committed by itself.
  if (writes && !database.isTransaction && !sql.startsWith('BEGIN')) throw new Error('The transaction was rolled back')
  const statement = prepared(sql)
  const columns = statement.columns().map(({ name }) => name)
  if (columns.length === 0) {
    const { changes, lastInsertRowid } = statement.run(...bind(parameters))
    return { rows: [], more: false, changes: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }
  // All of them before the first is handed out: an open statement would hold on to the database as it was when it began.
  rest = statement.all(...bind(parameters)) as unknown as unknown[][]
  at = 0
  return { columns, ...next() }
}

parentPort!.on('message', (wish: Wish) => {
  try {
    parentPort!.postMessage(wish === 'more' ? next() : begin(wish))
  } catch (error) {
    const { message, code, errcode } = error as Failure
    parentPort!.postMessage({ message, code, errcode } satisfies Failure)
  }
})

// A thread with a connection of its own, read-only but for a large change: runs the statements that may take long (node-aside.ts).
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { addFunctions, bind, preparer, readerPragmas, setPragmas, writerPragmas } from './node-connection.ts'

export interface ThreadData {
  file: string
  writes: boolean
}

/** A statement; or, after an answer with `more`, the wish for the next of its rows, or for none of them. */
export interface Order {
  sql: string
  parameters: readonly unknown[]
}
export type Wish = Order | 'more' | 'enough'

export interface Answer {
  /** With the first of its rows. */
  columns?: readonly string[]
  rows: readonly unknown[][]
  /** Of their texts. */
  characters: number
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

/**
 * Rows that are still to come: read as they are handed out, since all of a page of the largest ones are more than a thread may hold. As
 * long as it is open no COMMIT of others is copied out of the log beyond it; each turn of the other side's loop takes some.
 */
let open: Iterator<unknown[]> | undefined

/** The next rows, as many as one answer takes. */
function next(): Answer {
  const rows: unknown[][] = []
  let characters = 0
  while (rows.length < rowsMost && characters < charactersMost) {
    const row = open?.next()
    if (!row || row.done) {
      open = undefined
      return { rows, characters, more: false }
    }
    rows.push(row.value)
    for (const value of row.value) if (typeof value === 'string') characters += value.length
  }
  return { rows, characters, more: true }
}

function end(): void {
  open?.return?.()
  open = undefined
}

function begin({ sql, parameters }: Order): Answer {
  // On some errors SQLite rolls the whole transaction back by itself; what was asked for behind that would be committed by itself.
  if (writes && !database.isTransaction && !sql.startsWith('BEGIN')) throw new Error('The transaction was rolled back')
  const statement = prepared(sql)
  const columns = statement.columns().map(({ name }) => name)
  if (columns.length === 0) {
    const { changes, lastInsertRowid } = statement.run(...bind(parameters))
    return { rows: [], characters: 0, more: false, changes: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }
  open = statement.iterate(...bind(parameters)) as unknown as Iterator<unknown[]>
  return { columns, ...next() }
}

parentPort!.on('message', (wish: Wish) => {
  if (wish !== 'more') end()
  if (wish === 'enough') return
  try {
    parentPort!.postMessage(wish === 'more' ? next() : begin(wish))
  } catch (error) {
    const { message, code, errcode } = error as Failure
    parentPort!.postMessage({ message, code, errcode } satisfies Failure)
  }
})

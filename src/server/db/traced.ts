import { Kysely, Transaction, type CompiledQuery, type Dialect, type Driver, type OperationNode, type QueryExecutor } from 'kysely'
import type { SpanFacts, Trace } from '../host.ts'
import type { Dialect as Sql, Ending, Store, Tx } from './store.ts'
import type { Tables } from './tables.ts'

/* What the database is asked, as spans: verb, table, rows. No SQL, in which values may stand, and no parameters. */

/** By the names of OpenTelemetry's conventions for databases. */
const systems: Readonly<Record<Sql, string>> = { sqlite: 'sqlite', postgres: 'postgresql' }

interface Asked {
  verb: string
  table?: string | undefined
}

/** The table of a statement that Kysely built; nothing for one that begins elsewhere. */
function tableOf(node: OperationNode | undefined): string | undefined {
  if (node === undefined) return undefined
  const inner = node as { table?: unknown; identifier?: { name: string }; into?: unknown; from?: { froms: readonly OperationNode[] }; node?: OperationNode }
  switch (node.kind) {
    case 'SelectQueryNode':
    case 'DeleteQueryNode':
      return tableOf(inner.from?.froms[0])
    case 'InsertQueryNode':
      return tableOf(inner.into as OperationNode | undefined)
    case 'UpdateQueryNode':
    case 'TableNode':
      return tableOf(inner.table as OperationNode | undefined)
    case 'AliasNode':
      return tableOf(inner.node)
    case 'SchemableIdentifierNode':
      return inner.identifier?.name
    default:
      return undefined
  }
}

const built: Readonly<Record<string, string>> = {
  SelectQueryNode: 'SELECT', InsertQueryNode: 'INSERT', UpdateQueryNode: 'UPDATE', DeleteQueryNode: 'DELETE', MergeQueryNode: 'MERGE',
}
const written = /^\s*(select|insert|update|delete|with)\b/i

/** Of a text of our own only its first word: what follows may hold values that were put in as they are. */
const verbOf = (text: string) => written.exec(text)?.[1]?.toUpperCase() ?? 'OTHER'
const askedOf = ({ query, sql }: CompiledQuery): Asked => {
  const verb = built[query.kind]
  return verb === undefined ? { verb: verbOf(sql) } : { verb, table: tableOf(query) }
}
/** Of a lookup or a command, whose texts are constants of the code, the first table as well. */
const askedBy = (text: string): Asked => ({ verb: verbOf(text), table: /\b(?:from|into|update)\s+"?([a-z_]+)"?/i.exec(text)?.[1] })

/** The store with a span for each statement and transaction of what is traced. */
export function tracedStore(store: Store, trace: Trace): Store {
  const base: SpanFacts = { 'db.system.name': systems[store.dialect] }

  const spanOf = ({ verb, table }: Asked) => {
    const summary = table === undefined ? verb : `${verb} ${table}`
    return {
      name: summary, kind: 'client' as const, within: true as const,
      facts: { ...base, 'db.operation.name': verb, 'db.query.summary': summary, ...(table !== undefined && { 'db.collection.name': table }) },
    }
  }

  function telling(executor: QueryExecutor): QueryExecutor {
    return {
      get adapter() {
        return executor.adapter
      },
      get plugins() {
        return executor.plugins
      },
      transformQuery: (node, id) => executor.transformQuery(node, id),
      compileQuery: (node, id) => executor.compileQuery(node, id),
      executeQuery: (query, options) =>
        trace(spanOf(askedOf(query)), async (span) => {
          const result = await executor.executeQuery(query, options)
          span.note({ 'db.response.returned_rows': result.rows.length })
          return result
        }),
      stream: (query, size, options) => executor.stream(query, size, options),
      provideConnection: (consumer, options) => executor.provideConnection(consumer, options),
      withConnectionProvider: (provider) => telling(executor.withConnectionProvider(provider)),
      withPlugin: (plugin) => telling(executor.withPlugin(plugin)),
      withPlugins: (plugins) => telling(executor.withPlugins(plugins)),
      withPluginAtFront: (plugin) => telling(executor.withPluginAtFront(plugin)),
      withoutPlugins: () => telling(executor.withoutPlugins()),
    }
  }
  const propsOf = (database: Kysely<Tables>) => ({ ...unasked, executor: telling(database.getExecutor()) })

  /** What a work was given in the place of its own transaction. */
  const told = new WeakMap<Tx, Tx>()
  const own = new WeakMap<Tx, Tx>()
  const tellingTx = (tx: Tx): Tx => {
    const made = new Transaction<Tables>(propsOf(tx))
    told.set(tx, made)
    own.set(made, tx)
    return made
  }
  /** A transaction with a span, from where it was asked for: `inTransaction` is given the work as it is to be run. */
  const transaction = <T>(work: (tx: Tx) => Promise<T>, inTransaction: (work: (tx: Tx) => Promise<T>) => Promise<T>): Promise<T> => {
    const asked = performance.now()
    let runs = 0
    return trace({ name: 'transaction', kind: 'client', within: true, facts: base }, (span) =>
      inTransaction((tx) => {
        // How long others were served before.
        if (++runs === 1) span.note({ 'countersign.waited_milliseconds': Math.round(performance.now() - asked) })
        else span.note({ 'countersign.runs': runs })
        return span.inside(() => work(tellingTx(tx)))
      }),
    )
  }
  // One for one: works share a transaction where their endings are the same.
  const endings = new WeakMap<Ending, Ending>()
  function tellingEnding(ending: Ending): Ending {
    const known = endings.get(ending)
    if (known) return known
    const given = (works: readonly Tx[]) => works.map((work) => told.get(work) ?? work)
    // What many leave together is told by the trace of who came first.
    const made: Ending = { needed: (works) => ending.needed(given(works)), run: (tx, works) => ending.run(tellingTx(tx), given(works)) }
    endings.set(ending, made)
    return made
  }
  const { together, writeLarge } = store

  return {
    ...store,
    db: new Kysely<Tables>(propsOf(store.db)),
    aside: new Kysely<Tables>(propsOf(store.aside)),
    write: (work) => transaction(work, (inside) => store.write(inside)),
    ...(writeLarge && { writeLarge: (work) => transaction(work, (inside) => writeLarge(inside)) }),
    ...(together && { together: (work, ending) => transaction(work, (inside) => together(inside, tellingEnding(ending))) }),
    lookup(text) {
      const of = spanOf(askedBy(text))
      const look = store.lookup<never>(text)
      return (...parameters) => trace(of, () => look(...parameters))
    },
    command(text) {
      const of = spanOf(askedBy(text))
      const run = store.command(text)
      return (...parameters) => trace(of, () => run(...parameters))
    },
    // The store knows by its own whether it has the lock.
    lockChain: (tx) => store.lockChain(own.get(tx) ?? tx),
    probe: () => store.probe(),
    close: () => store.close(),
  }
}

function notAsked(): never {
  throw new Error('A traced store is asked by its executor alone')
}
/** What Kysely wants beside the executor, for what a store does not offer: transactions of its own, introspection, closing. */
const dialect: Dialect = { createAdapter: notAsked, createDriver: notAsked, createIntrospector: notAsked, createQueryCompiler: notAsked }
const driver: Driver = {
  init: notAsked, acquireConnection: notAsked, beginTransaction: notAsked, commitTransaction: notAsked, rollbackTransaction: notAsked,
  releaseConnection: notAsked, destroy: notAsked,
}
const unasked = { config: { dialect }, dialect, driver }

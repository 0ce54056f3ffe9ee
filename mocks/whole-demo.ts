import initSqlJs from 'sql.js'
import wasm from 'sql.js/dist/sql-wasm-browser.wasm?url'
import { raiseDemo, type RaisedDemo, type DemoOptions } from './demo.ts'

/** Being loaded from here on. */
const sqlJs = initSqlJs({ locateFile: () => wasm })

/** The demo with its database: what a tab needs only if the demo stands in it, and not as another's guest. */
export const raiseWholeDemo = async (options: Omit<DemoOptions, 'sqlJs'>): Promise<RaisedDemo> => raiseDemo({ ...options, sqlJs: await sqlJs })

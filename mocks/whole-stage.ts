import initSqlJs from 'sql.js'
import wasm from 'sql.js/dist/sql-wasm-browser.wasm?url'
import { raiseStage, type RaisedStage, type StageOptions } from './stage.ts'

/** Being loaded from here on. */
const sqlJs = initSqlJs({ locateFile: () => wasm })

/** The stage with its database: what a tab needs only if the stage stands in it, and not as another's guest. */
export const raiseWholeStage = async (options: Omit<StageOptions, 'sqlJs'>): Promise<RaisedStage> => raiseStage({ ...options, sqlJs: await sqlJs })

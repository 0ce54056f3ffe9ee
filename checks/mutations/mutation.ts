/** A fault that somebody could make: one place of one file, and the tests that must see it. */
export interface Mutation {
  /** What is broken, as a reviewer would say it. */
  fault: string
  file: string
  /** Stands in the file once; else the check fails and names it. */
  find: string
  put: string
  /** Test files, of which one at least must fail. */
  tests: readonly string[]
  /** Only tests whose names match, where a file is slow. */
  only?: string
  /** Seen on PostgreSQL alone: the tests run on both databases, and not on SQLite only. */
  postgres?: boolean
}

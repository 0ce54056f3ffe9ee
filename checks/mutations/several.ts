import type { Mutation } from './mutation.ts'

/** What several servers on one database do together. */
export const several: readonly Mutation[] = [
  {
    fault: 'each server counts guesses for itself',
    file: 'src/server/app.ts',
    find: 'const limit = store.shared ? createSharedFailureLimit(',
    put: 'const limit = store.shared && sweepEvery < 0 ? createSharedFailureLimit(',
    tests: ['src/server/pipeline/shared-limits.test.ts'],
  },
  {
    fault: 'what is counted of keys is told to nobody',
    file: 'src/server/pipeline/shared-limits.ts',
    find: 'for (const { guess, network, count, since } of sums) values.hear(',
    put: 'for (const { guess, network, count, since } of sums.slice(1)) values.hear(',
    tests: ['src/server/pipeline/shared-limits.test.ts'],
  },
  {
    fault: 'an account is written down as it was typed',
    file: 'src/server/pipeline/shared-limits.ts',
    find: 'const nameOf = (account: string) => hash(`failures|${account}`)',
    put: 'const nameOf = (account: string) => hash(account) && account',
    tests: ['src/server/pipeline/shared-limits.test.ts'],
  },
  {
    fault: 'every server keeps house',
    file: 'src/server/pipeline/lease.ts',
    find: 'heldUntil = numInsertedOrUpdatedRows === 1n ? asked + life - renewEvery : -Infinity',
    put: 'heldUntil = numInsertedOrUpdatedRows >= 0n ? asked + life - renewEvery : -Infinity',
    tests: ['src/server/pipeline/lease.test.ts'],
  },
  {
    fault: 'two servers that are asked at once begin a check of all twice',
    file: 'src/server/nouns/tsig-checks/runs.ts',
    find: '      await store.lockChain(tx)\n',
    put: '',
    tests: ['src/server/pipeline/lease.test.ts'],
  },
  {
    fault: 'a server serves whatever a newer version made',
    file: 'src/server/db/migrations.ts',
    find: 'if (index >= list.length && from <= list.length &&',
    put: 'if (index >= list.length &&',
    tests: ['src/server/db/migrations.test.ts'],
  },
]

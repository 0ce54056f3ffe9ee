import type { Mutation } from './mutation.ts'

/** Faults that every test once let through, and those that were planted when they were mended; their like is in the other lists. */
export const missed: readonly Mutation[] = [
  { fault: 'nonces are counted, and begin again with the process', file: 'src/server/vault.ts', find: 'seal(place, text) {\n      const iv = host.random(12)', put: "seal(place, text) {\n      const counter = ring as unknown as { next?: number }\n      counter.next = (counter.next ?? 0) + 1\n      const iv = new Uint8Array(12).fill(counter.next)", tests: ['src/server/vault.test.ts'] },
  { fault: 'a right password wipes what others failed from its address', file: 'src/server/limits.ts', find: 'byAddress.failures--\n          Object.assign(pair', put: 'byAddress.failures = 0\n          Object.assign(pair', tests: ['src/server/limits.test.ts'] },
  { fault: 'an account has a count for each way of writing its address', file: 'src/server/sign-in.ts', find: 'limit.attempt(guess, emailKey(email), address)', put: 'limit.attempt(guess, email, address)', tests: ['src/server/limits.test.ts'] },
  { fault: 'the group reads the root key', file: 'src/server/node/root-key.ts', find: '(found.mode & 0o077) !== 0', put: '(found.mode & 0o007) !== 0', tests: ['src/server/node/private-files.test.ts'] },
  { fault: 'an answer that something has expired does not move the mark', file: 'src/server/serve.ts', find: '    await clock.settled()\n', put: '', tests: ['src/server/clock.test.ts'] },
  { fault: 'a body that was cut off is an error of ours', file: 'src/server/request.ts', find: 'request.arrayBuffer().catch(cutOff)', put: 'request.arrayBuffer()', tests: ['src/server/node/http.test.ts'], only: 'cut off' },
  { fault: 'IPv6 counts by single addresses', file: 'src/server/addresses.ts', find: "  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`", put: '  return address', tests: ['src/server/limits.test.ts'] },
  { fault: 'bad keys keep people from signing in', file: 'src/server/limits.ts', find: "const addresses = kinds('password', 'step-up', 'key', 'setup', 'invitation')", put: "const one = new Map<string, Tally>()\n  const addresses: Record<Guess, Tallies> = { password: one, 'step-up': one, key: one, setup: one, invitation: one }", tests: ['src/server/limits.test.ts'] },
  { fault: 'a file beside the database is as wide as the umask', file: 'src/server/db/node-sqlite.ts', find: '  makePrivate(`${file}.lock`)\n', put: '', tests: ['src/server/node/private-files.test.ts'] },
  { fault: 'the mark on disk is behind the time', file: 'src/server/clock.ts', find: 'const ahead = 10_000', put: 'const ahead = 0', tests: ['src/server/clock.test.ts'] },
  { fault: 'a proxy on this machine reads the metrics', file: 'src/server/operations.ts', find: '/^(?:forwarded|via|', put: '/^(?:via|', tests: ['src/server/node/http.test.ts'] },
  { fault: 'after a refused write it still says that it is ready', file: 'src/server/db/watched.ts', find: '        refusing = true\n', put: '', tests: ['src/server/operations.test.ts'] },
  { fault: 'two Host headers are taken', file: 'src/server/node/http.ts', find: 'if (hosts > 1) return', put: 'if (hosts > 2) return', tests: ['src/server/node/http.test.ts'] },
  { fault: 'one damaged AuthKey hides the others', file: 'src/server/auth-keys-v2.ts', find: 'changes.open(tx, row).catch(unlessUnreadable)', put: 'changes.open(tx, row)', tests: ['src/server/unreadable.test.ts'] },
]

import type { Mutation } from './mutation.ts'

/** What is sealed, hashed, logged, and how long it lasts. */
export const secrets: readonly Mutation[] = [
  { fault: 'a sealed text opens in another row of the same owner', file: 'src/server/vault.ts', find: 'place.column, place.row, place.owner', put: 'place.column, place.owner', tests: ['src/server/vault.test.ts'] },
  { fault: "a sealed text opens under another's name", file: 'src/server/vault.ts', find: 'place.row, place.owner, place.version', put: 'place.row, place.version', tests: ['src/server/vault.test.ts'] },
  { fault: 'every text is sealed with one nonce', file: 'src/server/vault.ts', find: 'seal(place, text) {\n      const iv = host.random(12)', put: 'seal(place, text) {\n      const iv = new Uint8Array(12)', tests: ['src/server/vault.test.ts'] },
  { fault: 'the tag of a sealed text is not looked at', file: 'src/server/node/host.ts', find: 'decipher.update(sealed.subarray(0, -16)), decipher.final()', put: 'decipher.update(sealed.subarray(0, -16))', tests: ['src/server/vault.test.ts'] },
  { fault: 'two keys of the root key are one', file: 'src/server/keys.ts', find: "cursor: derive('cursor')", put: "cursor: derive('audit')", tests: ['src/server/vault.test.ts', 'src/server/keys.test.ts'] },
  { fault: 'a stored reply is given again for ever', file: 'src/server/replies.ts', find: ".where('created_at', '<=', at - replyLife)", put: ".where('created_at', '<=', 0)", tests: ['src/server/replies.test.ts'] },
  { fault: 'an Idempotency-Key with another body gives the first reply', file: 'src/server/replies.ts', find: 'if (row.fingerprint !== fingerprint) fail(', put: "if (row.fingerprint === '') fail(", tests: ['src/server/replies.test.ts'] },
  { fault: 'a key pasted into a name is stored', file: 'src/server/request.ts', find: '  await refuseCredentialInText(body)\n', put: '', tests: ['src/server/credentials-in-requests.test.ts'] },
  { fault: 'a key in an address is taken', file: 'src/server/request.ts', find: 'credentialPattern.test(withoutEscapes(withoutEscapes(url)))', put: 'credentialPattern.test(url)', tests: ['src/server/credentials-in-requests.test.ts', 'src/server/requests.test.ts'] },
  { fault: 'a log line holds a key', file: 'src/server/node/host.ts', find: ".replace(secrets, (found) => `${found.slice(0, 7)}[redacted]`)", put: '', tests: ['src/server/node/host.test.ts', 'src/server/credentials-in-requests.test.ts'] },
  { fault: 'a TSIG secret with stray bits is taken', file: 'src/contract/tsig-secrets.ts', find: 'if ((last & spare) !== 0) {', put: 'if ((last & spare) > 64) {', tests: ['src/server/tsig-keys.test.ts'] },
  { fault: 'a TSIG secret of one octet too few is taken', file: 'src/contract/tsig-secrets.ts', find: 'if (octets < secretOctetsMin)', put: 'if (octets < secretOctetsMin - 1)', tests: ['src/server/tsig-keys.test.ts'] },
  { fault: 'a fingerprint is the same on every server', file: 'src/server/tsig-fingerprints.ts', find: 'crypto.hmacSha256(key, fromBase64(secret))', put: 'crypto.hmacSha256(salt, fromBase64(secret))', tests: ['src/server/tsig-fingerprints.test.ts', 'src/server/tsig-keys.test.ts'] },
  { fault: 'a clock set back brings back what has expired', file: 'src/server/clock.ts', find: '      return highest\n', put: '      return now\n', tests: ['src/server/clock.test.ts'] },
  { fault: 'an acknowledged change may be lost with the power', file: 'src/server/db/node-sqlite.ts', find: '  synchronous: 2,', put: '  synchronous: 1,', tests: ['src/server/db/node-sqlite.test.ts'] },
  { fault: 'rows stay that belong to nothing', file: 'src/server/db/node-sqlite.ts', find: '  foreign_keys: 1,', put: '  foreign_keys: 0,', tests: ['src/server/db/schema.test.ts', 'src/server/db/node-sqlite.test.ts', 'src/server/api-keys-change.test.ts'] },
  { fault: 'a row of the trail is replaced past its trigger', file: 'src/server/db/node-sqlite.ts', find: '  recursive_triggers: 1,', put: '  recursive_triggers: 0,', tests: ['src/server/audit.test.ts'], only: 'neither changed nor deleted' },
  { fault: 'a work that failed leaves half of itself in the batch', file: 'src/server/db/group-commit.ts', find: "    command('ROLLBACK TO work')\n", put: '', tests: ['src/server/db/group-commit.test.ts', 'src/server/db/node-sqlite.test.ts'] },
  { fault: 'a caller hears of a change before it is committed', file: 'src/server/db/group-commit.ts', find: 'return () => job.resolve(value)', put: 'job.resolve(value)\n      return () => undefined', tests: ['src/server/db/group-commit.test.ts', 'src/server/db/node-sqlite.test.ts'] },
]

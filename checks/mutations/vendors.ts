import type { Mutation } from './mutation.ts'

/** Formats and wires of other vendors, connectors, and the two hosts that must be one. */
export const vendors: readonly Mutation[] = [
  { fault: 'an exported key of BIND has a dot too many in its name', file: 'src/server/nouns/tsig-keys/formats/export-bind.ts', find: '`key ${inQuotes(name)} {', put: '`key ${inQuotes(`${name}.`)} {', tests: ['src/server/nouns/tsig-keys/formats/export.test.ts'] },
  { fault: "Knot's acl lets a key transfer and no more", file: 'src/server/nouns/tsig-keys/formats/export-knot.ts', find: 'action: [transfer, update]', put: 'action: [transfer]', tests: ['src/server/nouns/tsig-keys/formats/export.test.ts'] },
  { fault: 'an algorithm that PowerDNS names is not read', file: 'src/server/nouns/tsig-keys/formats/key-objects.ts', find: "['name', 'algorithm', 'key'], ", put: '', tests: ['src/server/nouns/tsig-keys/formats/parse.test.ts', 'src/server/nouns/tsig-keys/formats/round-trip.test.ts'] },
  { fault: 'a request token of 30 February is one', file: 'src/server/nouns/auth-keys/request-token.ts', find: ' && stampOf(at) === stamp ? at', put: ' ? at', tests: ['src/server/nouns/auth-keys/request-token.test.ts'] },
  { fault: 'a request token of the future is valid', file: 'src/server/nouns/auth-keys/request-token.ts', find: "if (at > now) consider({ verdict: 'future', token, at })\n    else if", put: 'if', tests: ['src/server/nouns/auth-keys/request-token.test.ts', 'src/server/nouns/auth-keys/routes.test.ts'] },
  { fault: 'CertCentral answers 401 to a bad key', file: 'src/contract/wire.ts', find: "const badKey = { status: 403,", put: "const badKey = { status: 401,", tests: ['src/server/nouns/certcentral-keys/routes-v2.test.ts'] },
  { fault: 'CertCentral answers 409, which it has not', file: 'src/contract/wire.ts', find: "wire === 'certcentral' && status === 409 ? 400 : status", put: 'status', tests: ['src/server/nouns/auth-keys/routes.test.ts', 'src/server/nouns/certcentral-keys/routes-v2.test.ts'] },
  { fault: 'CertCentral writes its instants as we do', file: 'src/server/time.ts', find: '`${iso(at).slice(0, 19)}+00:00`', put: 'iso(at)', tests: ['src/server/nouns/certcentral-keys/routes-v2.test.ts', 'src/server/nouns/auth-keys/routes.test.ts'] },
  { fault: 'a permanent AuthKey beside another', file: 'src/server/nouns/auth-keys/changes.ts', find: '(await authKeyRows(tx).where(activeSql(now)).limit(1).executeTakeFirst())) refuseSecond()', put: 'now < 0) refuseSecond()', tests: ['src/server/nouns/auth-keys/routes.test.ts'] },
  { fault: 'a connector moves to a base URL that is not on the list', file: 'src/server/nouns/connectors/routes.ts', find: '      if (moved) await requireAllowed(tx, region, baseUrl)\n', put: '', tests: ['src/server/nouns/connectors/routes.test.ts'] },
  { fault: 'a kept key goes to another server', file: 'src/server/nouns/connectors/routes.ts', find: 'if (moved && body.apiKey === undefined) fail(', put: 'if (moved && body.apiKey === null) fail(', tests: ['src/server/nouns/connectors/routes.test.ts'] },
  { fault: 'a connector asks the neighbours of this machine', file: 'src/server/node/outside.ts', find: "['169.254.0.0', 16], ", put: '', tests: ['src/server/node/outside.test.ts'] },
  { fault: 'a third API key is refused with another status than is promised', file: 'src/contract/problem.ts', find: "'api-key-limit': [409", put: "'api-key-limit': [403", tests: ['src/server/nouns/api-keys/routes.test.ts'] },
  { fault: "the demo's checksums are not the server's", file: 'mocks/tab-host.ts', find: 'return (crc ^ 0xffffffff) >>> 0', put: 'return crc >>> 0', tests: ['mocks/tab-host.test.ts'] },
  { fault: 'the demo takes a key of 16 bytes', file: 'mocks/tab-host.ts', find: "  if (key.length !== 32) throw new Error('A key has 32 bytes.')\n", put: '', tests: ['mocks/tab-host.test.ts'] },
]

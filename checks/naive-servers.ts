/*
 * Deliberately naive versions of the server, each one mistake away from the real one. A check that lets one of them pass
 * proves nothing. The mistakes are edits to a throw-away copy, so the text they replace must be in the source as it is.
 */

export interface Naive {
  check: string
  /** The mistake, as a sentence goes on after "a server". */
  mistake: string
  args?: readonly string[]
  edits: readonly { file: string; find: string; put: string }[]
}

const edit = (file: string, find: string, put: string) => ({ file, find, put })
const keys = 'src/server/nouns/api-keys/routes.ts'
const serve = 'src/server/pipeline/serve.ts'
const groupCommit = 'src/server/db/group-commit.ts'
const engine = 'src/server/credentials/engine.ts'
const auditChain = 'src/server/audit/chain.ts'

const noUniqueSlot = edit('src/server/db/migration-1.ts', 'UNIQUE (kind, owner_id, slot),', '')
const lateAudit = edit(
  serve, "        await audit.append(tx, ...reply.audit.map((fact) => entryOf(call, fact, 'done')))\n        return reply\n      }, route.size?.(prepared))",
  "        return reply\n      }).then(async (reply) => {\n        for (const fact of (reply as ChangeReply).audit ?? []) await store.write((tx) => " +
    "audit.append(tx, entryOf(call, fact, 'done')))\n        return reply\n      })",
)
const earlyAnswer = edit(groupCommit, 'return () => job.resolve(value)', 'job.resolve(value)\n      return () => {}')

export const naiveServers: readonly Naive[] = [
  { check: 'bursts', args: ['--only=postgres'], mistake: 'that counts keys, then inserts, without UNIQUE (owner, slot)', edits: [noUniqueSlot] },
  {
    check: 'bursts',
    args: ['--only=sqlite'],
    mistake: 'that counts keys outside the transaction, then inserts, without UNIQUE (owner, slot)',
    edits: [noUniqueSlot, edit(keys, "const taken = await tx.selectFrom('credentials')", "const taken = await store.db.selectFrom('credentials')")],
  },
  {
    check: 'rotation-race',
    args: ['--only=sqlite'],
    mistake: 'that ignores If-Match',
    edits: [edit(keys, "  unchanged(ifMatch, row, 'key')\n", '')],
  },
  {
    check: 'rotation-race',
    args: ['--only=sqlite'],
    mistake: 'that compares If-Match outside the transaction',
    edits: [
      edit(
        keys,
        "const row = await apiKeyRows(tx, visibleOwner(actor)).where('c.id', '=', id)",
        "const row = await apiKeyRows(store.db, visibleOwner(actor)).where('c.id', '=', id)",
      ),
    ],
  },
  {
    check: 'rotation-race',
    args: ['--only=postgres'],
    mistake: 'that does not lock the row it is about to change',
    edits: [edit(keys, "  await store.lock(tx, 'credentials', id)\n", '')],
  },
  {
    check: 'lost-answers',
    args: ['--only=sqlite'],
    mistake: 'that ignores Idempotency-Key',
    edits: [
      edit(
        serve,
        'const asked = route.endpoint.idempotent && actor ? readIdempotencyKey(call.request) : undefined',
        'const asked = actor?.user.id === "" ? readIdempotencyKey(call.request) : undefined',
      ),
    ],
  },
  {
    check: 'lost-answers',
    args: ['--only=postgres'],
    mistake: 'that remembers running requests only in its own memory and stores no reply',
    edits: [
      edit(
        'src/server/pipeline/replies.ts',
        'if (inserted.numInsertedOrUpdatedRows === 1n) return undefined',
        'if (inserted.numInsertedOrUpdatedRows >= 0n) return undefined',
      ),
    ],
  },
  {
    check: 'kill',
    args: ['--only=sqlite', '--kills=30'],
    mistake: 'that answers before COMMIT and commits 5 ms later',
    edits: [
      earlyAnswer,
      edit(groupCommit, "      order('COMMIT')\n", "      await new Promise((resolve) => setTimeout(resolve, 5))\n      order('COMMIT')\n"),
    ],
  },
  {
    check: 'kill',
    args: ['--only=sqlite', '--kills=60'],
    mistake: 'that writes the audit row in a transaction of its own',
    edits: [lateAudit],
  },
  {
    check: 'kill',
    args: ['--only=postgres', '--kills=20'],
    mistake: 'that writes the audit row in a transaction of its own',
    edits: [lateAudit],
  },
  {
    check: 'kill',
    args: ['--only=disk'],
    mistake: 'with synchronous=NORMAL, as is usual with WAL',
    edits: [edit('src/server/db/node-connection.ts', '  synchronous: 2,', '  synchronous: 1,')],
  },
  { check: 'kill', args: ['--only=disk'], mistake: 'that answers before the commit that then fails', edits: [earlyAnswer] },
  {
    check: 'revocation',
    args: ['--only=sqlite'],
    mistake: 'that caches the look-up of a token for one second',
    edits: [
      edit(
        engine,
        '  return {\n    hash,\n',
        '  const cache = new Map<string, { row: Awaited<ReturnType<typeof tokenByHash>>; until: number }>()\n  return {\n    hash,\n',
      ),
      edit(
        engine,
        'const row = await tokenByHash(hash(token))',
        'const cached = cache.get(token)\n      const row = cached && cached.until > Date.now() ? cached.row : await tokenByHash(hash(token))\n      if ' +
          '(!cached || cached.until <= Date.now()) cache.set(token, { row, until: Date.now() + 1000 })',
      ),
    ],
  },
  {
    check: 'revocation',
    args: ['--only=sqlite'],
    mistake: 'that does not look whether the owner is enabled',
    edits: [
      edit(
        engine,
        'if (!row || row.enabled !== 1 || row.credential_enabled !== 1) return undefined',
        'if (!row || row.credential_enabled !== 1) return undefined',
      ),
    ],
  },
  {
    check: 'revocation',
    args: ['--only=postgres'],
    mistake: 'that keeps the sessions it has seen in memory',
    edits: [
      edit(
        'src/server/credentials/sessions.ts',
        '      const row = await byHash(hashOf(value))\n',
        '      const known = ((globalThis as { seen?: Map<string, SessionRow | undefined> }).seen ??= new Map())\n      const row = known.get(value) ?? ' +
          'await byHash(hashOf(value))\n      known.set(value, row)\n',
      ),
    ],
  },
  {
    check: 'canary',
    args: ['--only=sqlite'],
    mistake: 'that stores replies in plain text',
    edits: [
      edit('src/server/pipeline/replies.ts', 'vault.seal(place(caller, key, at), ', 'String('),
      edit('src/server/pipeline/replies.ts', 'await vault.open(place(caller, key, row.created_at), row.sealed, tx)', 'row.sealed'),
    ],
  },
  {
    check: 'canary',
    args: ['--only=sqlite'],
    mistake: 'that stores session values as they are',
    edits: [edit('src/server/credentials/sessions.ts', 'engine.hash(`session|${value}`)', 'value')],
  },
  { check: 'canary', args: ['--only=sqlite'], mistake: 'that logs the URL of a request', edits: [edit(serve, 'route: label,', 'route: c.req.url,')] },
  {
    check: 'canary',
    args: ['--only=postgres'],
    mistake: 'that records whatever stood in the path of a refused call',
    edits: [
      edit(
        serve,
        "const id = PlainId.safeParse(String(Object.values<unknown>(call.params)[0])).data ?? ''",
        "const id = (PlainId, String(Object.values<unknown>(call.params)[0] ?? ''))",
      ),
    ],
  },
  {
    check: 'canary',
    args: ['--only=sqlite'],
    mistake: 'that takes an API key for a name',
    edits: [edit('src/server/http/request.ts', '  await refuseCredentialInText(body)\n', '')],
  },
  {
    check: 'audit',
    mistake: 'that keeps no head of the chain',
    edits: [
      edit(
        'src/server/audit/walk.ts',
        'if (head?.seq === walked.seq && head.hash === walked.hash && (head.seq > 0 || !begun)) return',
        'if (head?.seq !== -1) return',
      ),
    ],
  },
  {
    check: 'audit',
    mistake: 'whose chain goes on from whatever is found',
    edits: [
      edit(
        'src/server/audit/ends.ts',
        'return broken(db, head, there ? undefined : known, text)',
        'return last ? sound({ ...last, breaks: 0 }) : sound(beginning)',
      ),
    ],
  },
  {
    check: 'audit',
    mistake: 'that forgets what it has written',
    edits: [edit('src/server/audit/ends.ts', 'const there = known.seq === 0 ||', 'const there = known.seq >= 0 ||')],
  },
  {
    check: 'audit',
    mistake: 'whose hash leaves out the column detail',
    edits: [edit(auditChain, '    row.detail,\n', '')],
  },
  {
    check: 'audit',
    mistake: 'whose chain needs no key',
    edits: [edit(auditChain, 'base64url(crypto.hmacSha256(key, text))', 'base64url(crypto.sha256(text))')],
  },
  {
    check: 'soak',
    mistake: 'that breaks on one request in five hundred',
    edits: [
      edit(
        serve,
        '    const started = performance.now()\n',
        "    const started = performance.now()\n    const count = (globalThis as { count?: number }).count = ((globalThis as { count?: number }).count ?? " +
          "0) + 1\n    if (count % 500 === 0) return problem(new Error('broken'), '')\n",
      ),
    ],
  },
  {
    check: 'soak',
    args: ['--minutes=10'],
    mistake: 'that keeps 2 kB of each request',
    edits: [
      edit(
        serve,
        '    const started = performance.now()\n',
        '    const started = performance.now()\n    ;((globalThis as { kept?: unknown[] }).kept ??= []).push(Array.from({ length: 250 }, () => started))\n',
      ),
    ],
  },
  {
    check: 'shutdown',
    args: ['--only=sqlite'],
    mistake: 'that ends its connections when it is told to stop',
    edits: [edit('src/server/node.ts', 'setTimeout(() => listening.cut(), patience)', 'setTimeout(() => listening.cut(), 0)')],
  },
  {
    check: 'shutdown',
    args: ['--only=sqlite'],
    mistake: 'that closes its port before /readyz says that it will',
    edits: [
      edit('src/server/node.ts', 'setTimeout(resolve, settings.drainSeconds * 1000)', 'setTimeout(resolve, 0)'),
      edit('src/server/node.ts', 'listening.close(settings.drainSeconds > 0 ? linger : 0)', 'listening.close()'),
    ],
  },
  { check: 'supply-chain', mistake: 'with a range for a version', edits: [edit('package.json', '"hono": "', '"hono": "^')] },
  { check: 'supply-chain', mistake: 'with a package from git', edits: [edit('package.json', '"pg": "', '"pg": "git+https://example.org/pg.git#')] },
  {
    check: 'supply-chain',
    mistake: 'with a lockfile entry that names its own address',
    edits: [edit('package-lock.json', '"integrity": "sha512-', '"resolved": "https://example.org/a.tgz", "integrity": "sha512-')],
  },
  {
    check: 'supply-chain',
    mistake: 'with a lockfile entry without integrity',
    edits: [edit('package-lock.json', '"integrity": "sha512-', '"integrity": "sha1-')],
  },
  { check: 'supply-chain', mistake: 'with an install script that nobody allowed', edits: [edit('package.json', '"node": true', '"node": false')] },
  { check: 'supply-chain', mistake: 'with a dependency that nobody explains', edits: [edit('docs/dependencies.md', '| `kysely` |', '| kysely |')] },
]

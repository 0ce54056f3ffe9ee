// `npm run bench -- tables`: figures of the console beside its peers, as ratios of one interleaved run; `-- api`: the server's;
// `-- overview`: the inventory; `-- thread`: a bearer check without sockets (docs/bench.md).
const benches: Record<string, () => Promise<{ main: () => Promise<void> }>> = {
  tables: () => import('./tables.ts'),
  api: () => import('./api.ts'),
  overview: () => import('./overview.ts'),
  thread: () => import('./thread.ts'),
}

const name = process.argv[2] ?? ''
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench) await (await bench()).main()
else {
  process.stderr.write(`Which one? npm run bench -- ${Object.keys(benches).join(' | ')}\n`)
  process.exitCode = 1
}

// Starts the server, building the console first where that is needed. Plain JavaScript, so that an old Node can still
// read it and say what is wrong.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { leanEnvironment, leanFlags } from './lean.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(`Countersign needs Node 24 or newer; this is ${process.versions.node}. Run "npm install", which brings its own, then "npm start".`)
  process.exit(1)
}

// The same process with the same number begins anew, so that signals still reach the server. Where that cannot be, it runs all the same.
if (!`${process.execArgv.join(' ')} ${process.env.NODE_OPTIONS ?? ''}`.includes('semi-space-size')) {
  try {
    process.execve(process.execPath, [process.execPath, ...leanFlags, ...process.execArgv, ...process.argv.slice(1)], { ...leanEnvironment, ...process.env })
  } catch {
    // No such call (Windows, Node before 23.11), or not permitted.
  }
}

/** The newest change below a folder or of a file, in milliseconds. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const built = join(root, 'dist/console/index.html')
const sources = ['index.html', 'vite.config.ts', 'package.json', 'public', 'src/main.tsx', 'src/web', 'src/contract']
  .map((name) => join(root, name))
  // A container has what runs, and not what was built.
  .filter((path) => existsSync(path))
if (!existsSync(built) || Math.max(...sources.map(newest)) > statSync(built).mtimeMs) {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  if (existsSync(vite)) {
    console.error('Building the console …')
    // Standard output is the log's: JSON lines and nothing else.
    const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['inherit', 2, 'inherit'] })
    if (status !== 0) process.exit(status ?? 1)
  } else if (!existsSync(built)) {
    console.error('The console is not built, and the tools to build it are not installed. Run "npm install" without --omit=dev, then "npm start".')
    process.exit(1)
  }
}

const { main } = await import('../src/server/node.ts')
await main()

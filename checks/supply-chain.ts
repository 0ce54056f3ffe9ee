// What comes from other people: few direct runtime dependencies, exact versions, install scripts only from the allow-list,
// a lockfile with an integrity for every package and no address but the registry's, a sentence for each dependency.
//
// Seen to fail (naive.ts) with a range in place of a version, a git dependency, a lockfile entry without integrity or with
// `resolved`, a package with an install script that nobody allowed, and a dependency that no sentence explains.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverFolder } from './options.ts'
import { print, run, verdict } from './report.ts'

interface Package {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  allowScripts?: Record<string, boolean>
}

interface LockEntry {
  version?: string
  resolved?: string
  integrity?: string
  hasInstallScript?: boolean
  link?: boolean
  dev?: boolean
}

const most = 20
const mostOptional = 4
const mostScripts = 2
const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/
const list = (faults: readonly string[]) => (faults.length === 0 ? '0' : `${faults.length}: ${faults.slice(0, 8).join(', ')}`)
const read = (name: string): unknown => JSON.parse(readFileSync(join(serverFolder, name), 'utf8'))

await run('Supply chain', async () => {
  const own = read('package.json') as Package
  const lock = read('package-lock.json') as { lockfileVersion: number; packages: Record<string, LockEntry> }
  const runtime = own.dependencies ?? {}
  const declared = { ...runtime, ...own.devDependencies, ...own.optionalDependencies }
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '')
  print(
    `${Object.keys(runtime).length} direct runtime dependencies, ${Object.keys(own.devDependencies ?? {}).length} for development, ${entries.length} ` +
      `packages in the lockfile`,
  )

  verdict(Object.keys(runtime).length <= most, `at most ${most} direct runtime dependencies`, String(Object.keys(runtime).length))
  // Else whatever is too many would be called optional.
  const optional = Object.keys(own.optionalDependencies ?? {})
  verdict(optional.length <= mostOptional, `at most ${mostOptional} optional ones`, list(optional))
  const loose = Object.entries(declared).filter(([, version]) => !exact.test(version)).map(([name, version]) => `${name} ${version}`)
  verdict(loose.length === 0, 'every version in package.json is exact; none is a range, a git repository, a URL, a file or an alias', `others: ${list(loose)}`)

  const root = lock.packages[''] as Package | undefined
  const stale = Object.entries(declared)
    .filter(
      ([name, version]) =>
        ({ ...root?.dependencies, ...root?.devDependencies, ...root?.optionalDependencies })[name] !== version ||
        lock.packages[`node_modules/${name}`]?.version !== version,
    )
    .map(([name]) => name)
  verdict(lock.lockfileVersion === 3 && stale.length === 0, 'the lockfile is the one of this package.json', `differing: ${list(stale)}`)
  const unsealed = entries.filter(([, entry]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? '')).map(([path]) => path)
  verdict(unsealed.length === 0, 'every lockfile entry has a sha512 integrity', `without: ${list(unsealed)}`)
  const addressed = entries.filter(([, entry]) => entry.resolved !== undefined || entry.link === true).map(([path]) => path)
  verdict(addressed.length === 0, 'no lockfile entry names an address of its own', `with one: ${list(addressed)}`)

  const allowed = Object.entries(own.allowScripts ?? {}).filter(([, may]) => may).map(([name]) => name)
  const scripts = [...new Set(entries.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => path.split('node_modules/').at(-1)!))]
  const unlisted = scripts.filter((name) => !allowed.includes(name))
  verdict(unlisted.length === 0, 'install scripts only from the allow-list', `with scripts: ${list(scripts)}; not allowed: ${list(unlisted)}`)
  verdict(
    allowed.length <= mostScripts && allowed.every((name) => scripts.includes(name)),
    `the allow-list has at most ${mostScripts} names, and each is needed`,
    allowed.join(', '),
  )

  const pages = join(serverFolder, 'docs/dependencies.md')
  const text = existsSync(pages) ? readFileSync(pages, 'utf8') : ''
  // A row of a table, or of a list, that begins with the name in backquotes and goes on in words.
  const explained = new Set([...text.matchAll(/^[|*-]\s*`([^`]+)`(.*\p{L}{2}.*)$/gmu)].map((match) => match[1]))
  const unexplained = Object.keys(declared).filter((name) => !explained.has(name))
  verdict(unexplained.length === 0, 'every direct dependency has its sentence in docs/dependencies.md', `without: ${list(unexplained)}`)
})

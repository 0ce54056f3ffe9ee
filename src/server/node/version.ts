import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Which code runs: told by `/livez`, the log and `/metrics`. */
export interface Build {
  /** `1.4.0` of a tag; else the package's version and where the code stands after it: `1.4.0+3f2a1bc`. */
  version: string
  /** The package's own version, as the OpenAPI document has it. */
  release: string
  /** When the console was built: seconds since 1970, 0 if nobody knows. */
  builtAt: number
}

const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as Record<string, unknown>

/** Where the code stands, as git says it; `undefined` without git, or without its folder. */
export function describeCode(): string | undefined {
  if (!existsSync(`${root}.git`)) return undefined
  try {
    return (
      execFileSync('git', ['-C', root, 'describe', '--tags', '--always', '--dirty'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 5000,
      }).trim() || undefined
    )
  } catch {
    return undefined
  }
}

/** A tag of ours is the version; anything else stands behind the release's, as build metadata does (SemVer §10). */
export function versionOf(release: string, described: string | undefined): string {
  if (described === undefined) return release
  const tagged = /^v?(\d+\.\d+\.\d+)(?:-(.+))?$/.exec(described)
  const [version, more] = tagged ? [tagged[1]!, tagged[2]] : [release, described]
  return more === undefined ? version : `${version}+${more.replaceAll(/[^0-9A-Za-z.-]/g, '-')}`
}

let known: Build | undefined

/** Git where the code is a clone, else what `npm run build` wrote down, else the package's version. */
export function readBuild(): Build {
  if (known) return known
  const release = String(read('package.json').version)
  let built: Record<string, unknown> = {}
  try {
    built = read('dist/build.json')
  } catch {
    // Not built here: nothing to say but the release.
  }
  const described = describeCode() ?? (typeof built.code === 'string' ? built.code : undefined)
  known = { release, version: versionOf(release, described), builtAt: typeof built.builtAt === 'number' ? built.builtAt : 0 }
  return known
}

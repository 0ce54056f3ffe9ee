import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Is a missing part a failure (`COUNTERSIGN_REQUIRE=all`), or only left out with its reason? */
export const requireAll = process.env.COUNTERSIGN_REQUIRE === 'all'

/** Chromium with all that a person has of it: its own error pages, viewer, download shelf and keys. */
const fullChromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome']
/** The headless shell first: it draws the same, has no browser window round the page, and takes two thirds of the time. */
const chromiumPaths = ['/usr/bin/chromium-headless-shell', ...fullChromiumPaths]

/** May we install Debian packages here? */
export const mayInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** 101 from this file forbids that a service starts (invoke-rc.d's policy layer). */
const install = `
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT
fi
apt-get update > /dev/null 2>&1
apt-get install -y --no-install-recommends "$@" > /dev/null`

/** Installs Debian packages without starting their services. Steps that run beside each other wait for one another here. */
export function installDebian(...packages: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  execFileSync('flock', [join(tmpdir(), 'countersign-install.lock'), 'sh', '-c', install, 'sh', ...packages], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A system Chromium's path, `undefined` for Playwright's own; throws with the exact command when there is neither. */
export function needChromium(bundled: string): string | undefined {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  const found = chromiumPaths.find((path) => existsSync(path))
  if (found) return found
  if (existsSync(bundled)) return undefined
  if (mayInstall()) {
    process.stdout.write('Installing Chromium …\n')
    try {
      installDebian('chromium-headless-shell')
    } catch {
      // Older releases of Debian have it in no package of its own.
      installDebian('chromium')
    }
    const installed = chromiumPaths.find((path) => existsSync(path))
    if (installed) return installed
  }
  throw new Error('There is no Chromium. Run "npx playwright install chromium", or "apt-get install chromium", or set CHROMIUM_PATH.')
}

/** Is this browser more than the headless shell? */
const isFull = (path: string) => !/headless[-_]shell/.test(path)

/**
 * The path of a full Chromium beside the one that the browser tests run on; `undefined` where that one is full itself.
 * `bundled` is Playwright's own, which it starts by this path only, and else as its headless shell. Throws with the exact command.
 */
export function needFullChromium(bundled: string): string | undefined {
  const first = needChromium(bundled)
  if (first !== undefined && isFull(first)) return undefined
  const find = () => [...fullChromiumPaths, bundled].find((path) => existsSync(path))
  const found = find()
  if (found) return found
  if (mayInstall()) {
    process.stdout.write('Installing full Chromium …\n')
    installDebian('chromium')
    const installed = find()
    if (installed) return installed
  }
  throw new Error('There is no full Chromium beside the headless shell. Run "apt-get install chromium", or "npx playwright install chromium".')
}

const nameserverPackages = [
  'bind9',
  'bind9-dnsutils',
  'knot',
  'knot-dnsutils',
  'nsd',
  'pdns-server',
  'pdns-backend-sqlite3',
  'faketime',
  'curl',
  'kea-dhcp-ddns-server',
  'python3-certbot-dns-rfc2136',
]
const nameserverPrograms = [
  'named',
  'named-checkconf',
  'dig',
  'nsupdate',
  'knotd',
  'knotc',
  'kdig',
  'nsd',
  'nsd-checkconf',
  'nsd-control',
  'pdns_server',
  'pdnsutil',
  'faketime',
  'curl',
  'kea-dhcp-ddns',
  'certbot',
]

/** The folders of programs that only root has in its PATH. */
export const programFolders = [...(process.env.PATH ?? '').split(':').filter(Boolean), '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/**
 * The four nameservers and their tools, and the clients of theirs that Debian has; installs them where it may. Throws with the
 * exact command when they are not there.
 */
export function needNameservers(): void {
  const missing = () => nameserverPrograms.filter((name) => !programFolders.some((folder) => existsSync(`${folder}/${name}`)))
  if (missing().length === 0) return
  if (mayInstall()) {
    process.stdout.write(`Installing ${nameserverPackages.join(', ')} …\n`)
    installDebian(...nameserverPackages)
  }
  const still = missing()
  if (still.length > 0)
    throw new Error(
      `Not on this machine: ${still.join(', ')}. Install them with: apt-get update && apt-get install -y --no-install-recommends ` +
      nameserverPackages.join(' '),
    )
}

/** Why tests with them are skipped; `undefined` where they are there. With COUNTERSIGN_REQUIRE=all it throws instead. `what` begins the sentence of the log. */
export function nameserversMissing(what: string): string | undefined {
  try {
    needNameservers()
    return undefined
  } catch (error) {
    if (requireAll) throw error
    console.warn(`${what} are skipped: ${(error as Error).message}`)
    return (error as Error).message
  }
}

/** nginx, Caddy and HAProxy; installs them where it may. Throws with the exact command when they are not there. */
export function needProxies(): void {
  needPrograms({ nginx: 'nginx', caddy: 'caddy', haproxy: 'haproxy' })
}
/** What stands between several servers, callers and database, likewise. */
export function needBetween(): void {
  needPrograms({ haproxy: 'haproxy', pgbouncer: 'pgbouncer' })
}
/** Prometheus' promtool, likewise. */
export function needPromtool(): void {
  needPrograms({ promtool: 'prometheus' })
}

/** Programs, each by the Debian package that has it. */
function needPrograms(wanted: Readonly<Record<string, string>>): void {
  const missing = () => Object.keys(wanted).filter((name) => !programFolders.some((folder) => existsSync(`${folder}/${name}`)))
  if (missing().length > 0 && mayInstall()) {
    process.stdout.write(`Installing ${missing().map((name) => wanted[name]).join(', ')} …\n`)
    installDebian(...missing().map((name) => wanted[name]!))
  }
  const still = missing()
  if (still.length > 0)
    throw new Error(
      `Not on this machine: ${still.join(', ')}. Install with: apt-get update && apt-get install -y --no-install-recommends ` +
      still.map((name) => wanted[name]).join(' '),
    )
}

/** The built console, without which no server starts; builds it where it is not there. */
export function needConsole(): void {
  const root = new URL('../../..', import.meta.url).pathname
  if (existsSync(`${root}dist/console/index.html`)) return
  // Vitest's own NODE_ENV would make another build.
  const { NODE_ENV: _, VITEST: __, ...env } = process.env
  execFileSync(process.execPath, [`${root}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'warn'], { cwd: root, env, stdio: 'inherit' })
}

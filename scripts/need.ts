import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Is a missing part a failure (`COUNTERSIGN_REQUIRE=all`), or only left out with its reason? */
export const requireAll = process.env.COUNTERSIGN_REQUIRE === 'all'

const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome']

/** May we install Debian packages here? */
const mayInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Installs Debian packages without starting their services. */
export function installDebian(...packages: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  execFileSync('apt-get', ['update'], { env, stdio: 'ignore' })
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, stdio: 'ignore' })
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
    installDebian('chromium')
    const installed = chromiumPaths.find((path) => existsSync(path))
    if (installed) return installed
  }
  throw new Error('There is no Chromium. Run "npx playwright install chromium", or "apt-get install chromium", or set CHROMIUM_PATH.')
}

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '#server/testing/nameserver-process.ts'
import type { Machine } from './install-servers.ts'

/* The service of Install on this server as systemd would run it, where no systemd runs: in a mount namespace of its own. */

/** What a service has for an environment (systemd.exec(5), "Environment variables in spawned processes"): no HOME, no PATH of ours. */
const environment = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', 'LANG=C.UTF-8']
const quoted = (word: string) => `'${word}'`

/** The lines of its section, by name. One that is not played here is an error: whoever adds it plays it. */
function serviceOf(unit: string): Record<'Type' | 'ExecStart' | 'UMask' | 'NoNewPrivileges' | 'ProtectHome' | 'ProtectSystem' | 'ReadWritePaths', string> {
  const section = /^\[Service\]\n((?:[^[\n].*\n?)*)/m.exec(unit)![1]!
  const lines = Object.fromEntries(section.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
  const { Type, ExecStart, UMask, NoNewPrivileges, ProtectHome, ProtectSystem, ReadWritePaths, ...others } = lines
  if (Object.keys(others).length > 0) throw new Error(`The test does not play ${Object.keys(others).join(', ')}.`)
  return { Type: Type!, ExecStart: ExecStart!, UMask: UMask!, NoNewPrivileges: NoNewPrivileges!, ProtectHome: ProtectHome!, ProtectSystem: ProtectSystem!,
    ReadWritePaths: ReadWritePaths! }
}

/** May mounts of one's own be made here? As root, or where users may have namespaces. */
const namespaces = [['--mount'], ['--mount', '--map-root-user']].find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0)

/**
 * Runs what the unit says, with its environment and umask, what it may not write read-only, and homes not to be seen. Undefined where
 * nobody may make mounts. Folders of the script that stand beside the configuration here are `/etc` and `/usr` in truth: read-only too.
 */
export async function runAsService(machine: Machine): Promise<Result | undefined> {
  if (namespaces === undefined) return undefined
  const service = serviceOf(readFileSync(join(machine.folder, 'units', 'countersign-keys.service'), 'utf8'))
  const readOnly = ['/usr', '/boot', '/efi', '/etc', ...['own', 'bin', 'units'].map((name) => join(machine.folder, name))]
  if (service.ProtectSystem !== 'full' || service.ProtectHome !== 'yes' || service.NoNewPrivileges !== 'yes' || service.Type !== 'oneshot')
    throw new Error(`The test plays other words: ${JSON.stringify(service)}`)
  const writable = service.ReadWritePaths.split(' ').filter((path) => !readOnly.includes(path))
  const script = `set -e
mount --make-rprivate /
for one in ${writable.map(quoted).join(' ')}; do mount --bind "$one" "$one"; done
for one in ${readOnly.map(quoted).join(' ')}; do if [ -d "$one" ]; then mount --bind "$one" "$one"; mount -o remount,bind,ro "$one"; fi; done
for one in /home /root /run/user; do if [ -d "$one" ]; then mount -t tmpfs -o ro,mode=000 none "$one"; fi; done
for one in /usr /etc ${quoted(join(machine.folder, 'own'))}; do if (: >"$one/countersign-probe") 2>/dev/null; then echo "$one can be written"; exit 99; fi; done
cd /; umask ${service.UMask}
exec setpriv --no-new-privs env -i ${environment.join(' ')} COUNTERSIGN_DIR=${quoted(machine.own)} ${service.ExecStart}`
  return machine.tool('unshare', [...namespaces, 'sh', '-c', script])
}

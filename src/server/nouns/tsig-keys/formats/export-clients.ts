import { keyStatement } from './export-bind.ts'
import type { KeyText } from './key-text.ts'
import { escapedName, fileName, inShell } from './quoting.ts'

/** A script that keeps the key in a file for its owner only, and then the line that uses it. */
const script = (tool: string, { shown }: KeyText, file: string, content: string, rest: string) => `# ${tool} with TSIG key ${shown}.
# Save as ${tool}.sh and run: sh ${tool}.sh
# Do not paste it into a shell: its history would keep the secret.
umask 077

# The key, in a new file that only you can read.
rm -f ${inShell(file)}
cat > ${inShell(file)} <<'END'
${content}END

${rest}`

/** A transfer of the zone, and why the key is not on the line. */
const transfer = (tool: string, key: KeyText, file: string, content: string) => {
  const { server, zone } = key.places
  const where = `@${server.address}${server.port === undefined ? '' : ` -p ${server.port}`} ${zone} AXFR`
  return script(tool, key, file, content, `${tool} -k ${inShell(file)} ${where}

# Not like this: everybody on the machine sees the secret in the list of processes, and the shell's history keeps it.
# ${tool} -y ${inShell(`${key.wire}:${escapedName(key.name)}:SECRET`)} ${where}
`)
}

export const dig = (key: KeyText): string => transfer('dig', key, fileName(key.name, '.key'), keyStatement(key))

/** kdig's key file is one line, as its -y takes it; it does not read BIND's. */
export const kdig = (key: KeyText): string => transfer('kdig', key, fileName(key.name, '.kdig'), `${key.wire}:${escapedName(key.name)}:${key.secret}\n`)

export function nsupdate(key: KeyText): string {
  const { server, zone } = key.places
  const file = fileName(key.name, '.key')
  return script('nsupdate', key, file, keyStatement(key), `# Adds one TXT record. To take it away again: update delete tsig-test.${zone}. TXT
nsupdate -k ${inShell(file)} <<'END'
server ${server.address}${server.port === undefined ? '' : ` ${server.port}`}
zone ${zone}.
update add tsig-test.${zone}. 60 TXT "signed"
send
END

# Not with -y: everybody on the machine sees the secret in the list of processes, and the shell's history keeps it.
`)
}

import type { KeyText } from './key-text.ts'
import { fileStem, inQuotes } from './quoting.ts'

/** The `key` statement of named.conf, as tsig-keygen writes it; `dig -k` and `nsupdate -k` read it too. */
export const keyStatement = ({ name, wire, secret }: KeyText): string => `key ${inQuotes(name)} {
	algorithm ${wire};
	secret "${secret}";
};
`

export const tsigKeygen = (key: KeyText): string => `# TSIG key ${key.shown}, as tsig-keygen writes it: for named.conf, "nsupdate -k" and "dig -k".
# Save as tsig.key for its owner only: chmod 600 tsig.key
${keyStatement(key)}`

export function bind(key: KeyText): string {
  const { server, zone } = key.places
  const quoted = inQuotes(key.name)
  const file = `/etc/bind/tsig-${fileStem(key.name)}.conf`
  return `// BIND: TSIG key ${key.shown}.
// 1. Save as ${file}, over the file of this name: what the key was before ends with it. For BIND only: chown root:bind ${file}; chmod 640 ${file}
// 2. Add this line to /etc/bind/named.conf.local, if it is not there: include "${file}";
//    Where another file has a key of this name, take it out there: named-checkconf says that it "already exists".
// 3. named-checkconf && rndc reconfig

${keyStatement(key)}
// In the zone's own block, who may transfer the zone and who may change it:
// zone "${zone}" {
// 	allow-transfer { key ${quoted}; };
// 	update-policy { grant ${quoted} zonesub ANY; };
// };

// To sign what BIND itself asks of another server, one block for each address:
// server ${server.address} {
// 	keys { ${quoted}; };
// };
`
}

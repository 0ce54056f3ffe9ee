import type { KeyText } from './key-text.ts'
import { atPort } from './places.ts'
import { fileStem, inQuotes } from './quoting.ts'

export const nsd = ({ name, shown, wire, secret, places: { server, zone } }: KeyText): string => `# NSD: TSIG key ${shown}.
# 1. Save as /etc/nsd/nsd.conf.d/tsig-${fileStem(name)}.conf, over the file of this name: what the key was before ends with it. For NSD only: chown ` +
  `root:nsd and chmod 640
#    (nsd.conf includes that folder on Debian; elsewhere add this line to nsd.conf: include: "/etc/nsd/nsd.conf.d/tsig-${fileStem(name)}.conf")
#    Where another file has a key of this name, take it out there: nsd-checkconf says "duplicate tsig key".
# 2. nsd-checkconf /etc/nsd/nsd.conf && nsd-control reconfig

key:
	name: ${inQuotes(name)}
	algorithm: ${wire}
	secret: "${secret}"

# In a zone's block in nsd.conf. NSD takes no dynamic updates.
# On the primary, for the secondary at that address:
# zone:
# 	name: "${zone}"
# 	provide-xfr: ${server.address} ${inQuotes(name)}
# 	notify: ${atPort(server)} ${inQuotes(name)}
# On the secondary, for the primary at that address:
# zone:
# 	name: "${zone}"
# 	request-xfr: AXFR ${atPort(server)} ${inQuotes(name)}
# 	allow-notify: ${server.address} ${inQuotes(name)}
`

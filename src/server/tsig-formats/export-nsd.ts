import type { KeyText } from './key-text.ts'
import { atPort } from './places.ts'
import { inQuotes } from './quoting.ts'

export const nsd = ({ name, shown, wire, secret, places: { server, zone } }: KeyText): string => `# NSD: TSIG key ${shown}.
# 1. Put this into /etc/nsd/nsd.conf.d/tsig.conf, beside the keys that are there. For NSD only: chown root:nsd /etc/nsd/nsd.conf.d/tsig.conf; chmod 640 /etc/nsd/nsd.conf.d/tsig.conf
#    (nsd.conf includes that folder on Debian; elsewhere add this line to nsd.conf: include: "/etc/nsd/nsd.conf.d/tsig.conf")
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

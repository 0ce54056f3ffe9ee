import type { KeyText } from './key-text.ts'
import { atPort } from './places.ts'
import { fileStem, inQuotes } from './quoting.ts'

export const knot = ({ name, shown, wire, secret, places }: KeyText): string => `# Knot DNS: TSIG key ${shown}.
# 1. Save as /etc/knot/tsig-${fileStem(name)}.yaml, over the file of this name: what the key was before ends with it. For Knot only: chown root:knot and ` +
  `chmod 640
# 2. Add this line to /etc/knot/knot.conf, above its remote and zone sections, if it is not there: include: tsig-${fileStem(name)}.yaml
#    Where another file has a key or an acl of this name, take it out there: conf-check says "duplicate identifier".
# 3. knotc conf-check && knotc reload

key:
  - id: ${inQuotes(name)}
    algorithm: ${wire}
    secret: "${secret}"

# Who has this key may transfer a zone and change it; leave out what is not meant.
acl:
  - id: ${inQuotes(name)}
    key: ${inQuotes(name)}
    action: [transfer, update]

# In the zone section of knot.conf:
# zone:
#   - domain: ${places.zone}
#     acl: ${inQuotes(name)}

# To sign what Knot itself asks of another server, for a zone's "master" or "notify":
# remote:
#   - id: ${inQuotes(name)}
#     address: ${atPort(places.server)}
#     key: ${inQuotes(name)}
`

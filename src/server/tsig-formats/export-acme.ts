import type { KeyText } from './key-text.ts'
import { hostPort } from './places.ts'
import { escapedName, inShell } from './quoting.ts'

/** lego reads its environment; the algorithm with its final dot is what versions of any age take. */
export const lego = ({ name, shown, wire, secret, places: { server, zone } }: KeyText): string => `# lego (ACME DNS-01 by RFC 2136): TSIG key ${shown}.
# 1. Save as lego.env for its owner only: chmod 600 lego.env
# 2. set -a; . ./lego.env; set +a
#    lego --accept-tos --email hostmaster@${zone} --dns rfc2136 --domains ${zone} run
RFC2136_NAMESERVER=${inShell(hostPort(server))}
RFC2136_TSIG_ALGORITHM='${wire}.'
RFC2136_TSIG_KEY=${inShell(`${escapedName(name)}.`)}
RFC2136_TSIG_SECRET='${secret}'
`

/** The credentials file of certbot's plugin dns-rfc2136. */
export const certbot = ({ name, shown, algorithm, secret, places: { server, zone } }: KeyText): string => `# certbot (plugin dns-rfc2136): TSIG key ${shown}.
# 1. Save as /etc/letsencrypt/rfc2136.ini, for root only: chmod 600 /etc/letsencrypt/rfc2136.ini
# 2. certbot certonly --dns-rfc2136 --dns-rfc2136-credentials /etc/letsencrypt/rfc2136.ini -d ${zone}
dns_rfc2136_server = ${server.address}
dns_rfc2136_port = ${server.port ?? 53}
dns_rfc2136_name = ${escapedName(name)}.
dns_rfc2136_secret = ${secret}
dns_rfc2136_algorithm = ${algorithm}
`

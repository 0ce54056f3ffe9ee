import type { KeyText } from './key-text.ts'
import { hostPort } from './places.ts'
import { escapedName, inJson } from './quoting.ts'

/** A provider of octoDNS's package octodns-bind, which transfers the zone and updates it with one key. */
export const octodns = ({
  name,
  shown,
  wire,
  secret,
  places: { server, zone },
}: KeyText): string => `# octoDNS (octodns-bind, Rfc2136Provider): TSIG key ${shown}.
# 1. Take the provider into your config.yaml, for whoever runs octoDNS only: chmod 600 config.yaml
#    Or keep the secret out of it: key_secret: env/OCTODNS_TSIG_SECRET
# 2. octodns-sync --config-file config.yaml
providers:
  rfc2136:
    class: octodns_bind.Rfc2136Provider
    host: "${server.address}"
    port: ${server.port ?? 53}
    ipv6: ${server.address.includes(':')}
    key_name: ${inJson(name)}
    key_secret: "${secret}"
    key_algorithm: ${wire}

# zones:
#   ${zone}.:
#     sources: [your source]
#     targets: [rfc2136]
`

/**
 * DNSControl's creds.json may have comments (dnscontrol's documents: JSON5); a name with a colon would end the key's first
 * part, and no name of ours has one.
 */
export const dnscontrol = ({ name, shown, wire, secret, places: { server, zone } }: KeyText): string => {
  const key = JSON.stringify(`${wire}:${escapedName(name)}:${secret}`)
  return `// DNSControl (provider AXFRDDNS): TSIG key ${shown}.
// 1. Take the entry into your creds.json, for its owner only: chmod 600 creds.json
// 2. In dnsconfig.js: D("${zone}", NewRegistrar("none"), DnsProvider(NewDnsProvider("rfc2136")));
// 3. dnscontrol preview
{
  "rfc2136": {
    "TYPE": "AXFRDDNS",
    "master": ${JSON.stringify(hostPort(server))},
    "transfer-key": ${key},
    "update-key": ${key}
  }
}
`
}

import type { KeyText } from './key-text.ts'
import { escapedName, inJson } from './quoting.ts'

/** JSON has no comments, and Technitium reads over members that it does not know. */
export function technitium({ name, shown, algorithm, wire, secret }: KeyText): string {
  const notes = [
    `Technitium DNS Server: TSIG key ${shown}. Save as tsig.json for its owner only: chmod 600 tsig.json`,
    'By hand: Settings > TSIG > Add, with the three values below.',
    "By the API: curl -H @token.header -H 'Content-Type: application/json' --data @tsig.json http://127.0.0.1:5380/api/settings/set",
    'token.header holds one line, Authorization: Bearer and your API token. The call replaces all keys: add those of /api/settings/get to the list first.',
    ...(algorithm === 'HMAC-SHA224' ? ['Technitium does not know hmac-sha224. Make a key with HMAC-SHA256 for it.'] : []),
  ]
  return `${JSON.stringify({ '//': notes, tsigKeys: [{ keyName: escapedName(name), sharedSecret: secret, algorithmName: wire }] }, null, 2)}\n`
}

export const kea = ({ name, shown, algorithm, secret, places: { server, zone } }: KeyText): string => `// Kea D2: TSIG key ${shown}.
// 1. Take "tsig-keys" and the "key-name" lines into /etc/kea/kea-dhcp-ddns.conf, or save this as that file, for Kea only: chmod 640
// 2. kea-dhcp-ddns -t /etc/kea/kea-dhcp-ddns.conf
{
  "DhcpDdns": {
    "tsig-keys": [
      {
        "name": ${inJson(name)},
        "algorithm": "${algorithm}",
        "secret": "${secret}"
      }
    ],
    "forward-ddns": {
      "ddns-domains": [
        {
          "name": "${zone}.",
          "key-name": ${inJson(name)},
          "dns-servers": [{ "ip-address": "${server.address}", "port": ${server.port ?? 53} }]
        }
      ]
    }
  }
}
`

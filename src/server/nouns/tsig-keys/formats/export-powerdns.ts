import { commented, type KeyText } from './key-text.ts'
import { escapedName, fileName, inJson, inShell } from './quoting.ts'

/** What its schemas for SQL have room for: tsigkeys.secret VARCHAR(255). */
const roomForSecret = 255

/** A key's id in the API: its name with the final dot, everything but letters, digits, `-`, `_` and dots as `=XX`. */
const apiId = (name: string) => {
  const written = Array.from(new TextEncoder().encode(name), (octet) => {
    const character = String.fromCharCode(octet)
    return /[A-Za-z0-9._-]/.test(character) ? character : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return `${written.join('')}.`
}

/**
 * PowerDNS keeps a key for each name and algorithm, and each of them opens the zone: importing over a name takes nothing away from
 * what stood there under another algorithm. So the name goes first, by either way.
 */
export function powerdns({ name, shown, wire, secret, secretLength, places: { zone, zoneKnown } }: KeyText): string {
  const file = inShell(fileName(name, '.json'))
  // A word that begins with - would be an option to pdnsutil.
  const word = inShell(escapedName(name).replace(/^-/, '\\045'))
  const tooLong =
    secretLength > roomForSecret
      ? `# This secret has ${secretLength} characters, and PowerDNS's tables in SQL have room for ${roomForSecret} (tsigkeys.secret): MySQL and PostgreSQL ` +
        `refuse it or cut it off.
# Widen that column first, or make a key with a shorter secret: the digest's own length is enough.
`
      : ''
  return `# PowerDNS Authoritative Server: TSIG key ${shown}.
# Save as powerdns.sh and run it on the server, as root or as PowerDNS's own user: sh powerdns.sh
# By PowerDNS's API instead, from anywhere that reaches it: sh powerdns.sh http://127.0.0.1:8081
#   api-key.header, beside it and for you only, holds one line: X-API-Key: and your API's key.
# Whatever had this name before, under any algorithm, ends with it.
# Do not paste it into a shell: its history would keep the secret.
${tooLong}set -e
umask 077
file=${file}
rm -f "$file"
trap 'rm -f "$file" "$file.status"' EXIT

# The key in a file of its own, as the API takes it; it is removed at the end.
cat > "$file" <<'END'
{
  "name": ${inJson(name)},
  "algorithm": "${wire}",
  "key": "${secret}"
}
END

if [ $# -gt 0 ]; then
  # The secret goes from the file to the server and is on no command line.
  keys="$1/api/v1/servers/localhost/tsigkeys"
  curl -sS -o /dev/null -D "$file.status" -H @api-key.header -X DELETE "$keys/"${inShell(apiId(name))}
  case $(head -n 1 "$file.status") in *' 204'*|*' 404'*) ;; *) echo "The API did not take the old key away: $(head -n 1 "$file.status"). Nothing was ` +
    `changed." >&2; exit 1 ;; esac
  curl -sS --fail-with-body -H @api-key.header -H 'Content-Type: application/json' --data @"$file" "$keys"
  # Which zones it opens stays as it was. For one more: master_tsig_key_ids of the zone, which names all of them.
  exit
fi

# With pdnsutil the secret is in the list of processes for a moment. From 5.0 on the verbs are also called: pdnsutil tsigkey delete, import, activate
pdnsutil delete-tsig-key ${word}
pdnsutil import-tsig-key ${word} ${wire} "$(sed -n 's/^  "key": "\\(.*\\)"$/\\1/p' "$file")"

# Who has this key may transfer the zone; so may anybody from the addresses in allow-axfr-ips, which are 127.0.0.0/8 and ::1 unless pdns.conf says ` +
  `less.${zoneKnown ? '' : '\n# The zone is an example: put yours and take the # away.'}
${commented(`pdnsutil activate-tsig-key ${zone} ${word} primary`, '#', !zoneKnown)}
# Who has it may change the zone (dnsupdate=yes in pdns.conf):
# pdnsutil set-meta ${zone} TSIG-ALLOW-DNSUPDATE ${word}
`
}

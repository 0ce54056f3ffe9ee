# PowerDNS Authoritative Server: TSIG key transfer.example.net.
# Save as powerdns.sh and run it on the server, as root or as PowerDNS's own user: sh powerdns.sh
# By PowerDNS's API instead, from anywhere that reaches it: sh powerdns.sh http://127.0.0.1:8081
#   api-key.header, beside it and for you only, holds one line: X-API-Key: and your API's key.
# Whatever had this name before, under any algorithm, ends with it.
# Do not paste it into a shell: its history would keep the secret.
set -e
umask 077
file='./transfer.example.net.json'
rm -f "$file"
trap 'rm -f "$file" "$file.status"' EXIT

# The key in a file of its own, as the API takes it; it is removed at the end.
cat > "$file" <<'END'
{
  "name": "transfer.example.net",
  "algorithm": "hmac-sha256",
  "key": "CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYY="
}
END

if [ $# -gt 0 ]; then
  # The secret goes from the file to the server and is on no command line.
  keys="$1/api/v1/servers/localhost/tsigkeys"
  curl -sS -o /dev/null -D "$file.status" -H @api-key.header -X DELETE "$keys/"'transfer.example.net.'
  case $(head -n 1 "$file.status") in *' 204'*|*' 404'*) ;; *) echo "The API did not take the old key away: $(head -n 1 "$file.status"). Nothing was changed." >&2; exit 1 ;; esac
  curl -sS --fail-with-body -H @api-key.header -H 'Content-Type: application/json' --data @"$file" "$keys"
  # Which zones it opens stays as it was. For one more: master_tsig_key_ids of the zone, which names all of them.
  exit
fi

# With pdnsutil the secret is in the list of processes for a moment. From 5.0 on the verbs are also called: pdnsutil tsigkey delete, import, activate
pdnsutil delete-tsig-key 'transfer.example.net'
pdnsutil import-tsig-key 'transfer.example.net' hmac-sha256 "$(sed -n 's/^  "key": "\(.*\)"$/\1/p' "$file")"

# Who has this key may transfer the zone; so may anybody from the addresses in allow-axfr-ips, which are 127.0.0.0/8 and ::1 unless pdns.conf says less.
pdnsutil activate-tsig-key example.net 'transfer.example.net' primary
# Who has it may change the zone (dnsupdate=yes in pdns.conf):
# pdnsutil set-meta example.net TSIG-ALLOW-DNSUPDATE 'transfer.example.net'

# PowerDNS Authoritative Server: TSIG key transfer.example.net.
# Save as powerdns.sh and run it on the server, as root or as PowerDNS's own user: sh powerdns.sh
# Do not paste it into a shell: its history would keep the secret.
set -e
umask 077
file='./transfer.example.net.json'
rm -f "$file"
trap 'rm -f "$file"' EXIT

# The key in a file of its own, as the API takes it; it is removed at the end.
cat > "$file" <<'END'
{
  "name": "transfer.example.net",
  "algorithm": "hmac-sha256",
  "key": "CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYY="
}
END

# With the API the secret goes from the file to the server and is on no command line. api-key.header holds one line, X-API-Key: and your API's key.
# If you use it, put # before the line with pdnsutil below.
# curl -sS --fail-with-body -H @api-key.header -H 'Content-Type: application/json' --data @"$file" http://127.0.0.1:8081/api/v1/servers/localhost/tsigkeys

# With pdnsutil it is in the list of processes for a moment. From 5.0 on the verb is also called: pdnsutil tsigkey import
pdnsutil import-tsig-key 'transfer.example.net' hmac-sha256 "$(sed -n 's/^  "key": "\(.*\)"$/\1/p' "$file")"

# Who has this key may transfer the zone; so may anybody from the addresses in allow-axfr-ips, which are 127.0.0.0/8 and ::1 unless pdns.conf says less. From 5.0 on also: pdnsutil tsigkey activate
pdnsutil activate-tsig-key example.net 'transfer.example.net' primary
# Who has it may change the zone (dnsupdate=yes in pdns.conf):
# pdnsutil set-meta example.net TSIG-ALLOW-DNSUPDATE 'transfer.example.net'

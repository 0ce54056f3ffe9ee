import type { NameserverKind } from '#contract/nameservers.ts'
import { commented, oneLine } from './files/words.ts'

/** Who can fetch: of another program it is not known how it looks at a file and loads it. */
export type FetchingKind = Exclude<NameserverKind, 'other'>

export const scriptName = 'countersign-keys.sh'
const inShell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** The whole configuration as it would be, looked at by the server's own checker: a copy that has the new file in the place of the old. */
const byCopy = `included() { grep -qs "^[^#/]*$FILE" "\${MAIN%/*}"/* || { echo "$MAIN does not include $FILE yet: write what stands at its top."; return 1; }; }
check() { # a file beside MAIN that names FILE is copied too
  swap="s|$FILE|$NEW|g" main=
  for one in $(grep -ls "^[^#/]*$FILE" "\${MAIN%/*}"/*); do
    case $one in "$MAIN" | "$FILE"* | *.countersign) continue ;; esac
    sed "$swap" "$one" >"$one.countersign" || return 1
    main="$main;s|\${one##*/}|\${one##*/}.countersign|g"
  done
  sed "$swap$main" "$MAIN" >"$MAIN.countersign" || return 1
  if included >/dev/null; then checker "$MAIN.countersign"; else checker "$NEW"; fi
}
place() { # its program reads it, others do not
  if chgrp "$GROUP" "$NEW" 2>/dev/null; then chmod 640 "$NEW"; fi
  sync "$NEW" 2>/dev/null || :
  mv -f "$NEW" "$FILE"
}`

const settings = (main: string, file: string, group: string) => `MAIN=${main}\nFILE=${file}\nGROUP=${group}`

const programs: Readonly<Record<FetchingKind, { settings: string; functions: string }>> = {
  bind: {
    settings: settings('/etc/bind/named.conf', '/etc/bind/countersign.conf', 'bind'),
    functions: `${byCopy}\nchecker() { named-checkconf "$1"; }\nload() { rndc reconfig; }`,
  },
  knot: {
    settings: settings('/etc/knot/knot.conf', '/etc/knot/countersign-knot.conf', 'knot'),
    functions: `${byCopy}\nchecker() { knotc -c "$1" conf-check; }\nload() { knotc -c "$MAIN" -b reload; }`,
  },
  nsd: {
    settings: settings('/etc/nsd/nsd.conf', '/etc/nsd/countersign-nsd.conf', 'nsd'),
    functions: `${byCopy}\nchecker() { nsd-checkconf "$1"; }\nload() { nsd-control -c "$MAIN" reconfig; }`,
  },
  // pdnsutil takes a secret from its arguments alone, where everybody sees it: so keys go by the API, and the rest by pdnsutil.
  powerdns: {
    settings: `API=http://127.0.0.1:8081   # its key in DIR too: powerdns, a line: X-API-Key: …
MAIN=/etc/powerdns/pdns.conf
FILE=/etc/powerdns/countersign-powerdns.txt`,
    functions: `included() { :; }
api() { # method, path; with a third word the body is on stdin
  code=$(curl -q -sS --max-time 20 -o "$STATE/api" -w '%{http_code}' -H @"$DIR/powerdns" -H 'Content-Type: application/json' -X "$1" \\
    \${3:+--data-binary @-} "$API/api/v1/servers/localhost$2")
  case "$1 $code" in *' 2'?? | 'DELETE 404') ;; *) echo "PowerDNS answers $code to $1 $2: $(head -c 300 "$STATE/api")"; return 1 ;; esac
}
drop() { api DELETE "/tsigkeys/$(printf '%s.' "$1" | sed 's/_/=5F/g')"; }
named() { awk -v w="$2" -v z="$3" '$1 == w && ($2 == z || $2 == "*") { for (i = 3; i <= NF; i++) if (!had[$i]++) printf "%s ", $i }' "$1"; }
check() { # the API answers, and every zone is there
  api GET /tsigkeys || return 1
  zones=$(pdnsutil list-all-zones) || return 1
  for zone in $(awk '/^a/ && $2 != "*" { print $2 }' "$NEW"); do
    echo "$zones" | grep -qxF -- "$zone" || { echo "PowerDNS has no zone $zone: make it there, or take the use away at Countersign."; return 1; }
  done
}
place() { # PowerDNS has a key for each algorithm of a name, so the name goes first; what is not ours stays
  touch "$FILE"; grep '^key ' "$NEW" | grep -vxFf "$FILE" | while read -r _ name algorithm secret; do
    drop "$name" && printf '{"name":"%s","algorithm":"%s","key":"%s"}' "$name" "$algorithm" "$secret" | api POST /tsigkeys body || exit 1
  done || return 1
  for pair in allow-axfr:TSIG-ALLOW-AXFR axfr-master:AXFR-MASTER-TSIG allow-dnsupdate:TSIG-ALLOW-DNSUPDATE; do
    for zone in $(pdnsutil list-all-zones); do
      want=$(named "$NEW" "\${pair%:*}" "$zone") had=$(named "$FILE" "\${pair%:*}" "$zone")
      [ "$want" != "$had" ] || continue
      for name in $(pdnsutil get-meta "$zone" "\${pair#*:}" | sed -n 's/^[A-Z-]* = //p' | tr ',' ' '); do
        case " $had$want" in *" \${name%.} "*) ;; *) want="$want$name " ;; esac
      done
      pdnsutil set-meta "$zone" "\${pair#*:}" $want || return 1
    done
  done
  grep '^key ' "$FILE" | while read -r _ name rest; do grep -q "^key $name " "$NEW" || drop "$name" || exit 1; done || return 1
  mv -f "$NEW" "$FILE"
}
load() { pdns_control purge; }`,
  },
}

/**
 * What a nameserver fetches its file with: `sh` and `curl`, and no secret in it. The number of what is in place stands in its first line,
 * so that a run that was cut off is taken up by the next one. `url` is the nameserver's, without a final slash.
 */
export function installScript({ name, kind, url }: { name: string; kind: FetchingKind; url: string }): string {
  const program = programs[kind]
  const about = commented('#', [
    `TSIG keys of ${oneLine(name)}, from Countersign: fetches them, has the server's own checker look at them, puts them in place, reports.`,
    `Once, as root:  sh ${scriptName} install   Then a timer of systemd runs it each minute. It holds no secret.`,
    'For root alone, in DIR: credential (a line: Authorization: Bearer …), ca.pem if no other authority is to be trusted, and',
    'settings if capitals or functions are to be others than here.',
  ])
  return `#!/bin/sh
${about}
set -eu; umask 077
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
URL=${inShell(url)}
DIR=\${COUNTERSIGN_DIR:-/etc/countersign}
STATE=/var/lib/countersign UNITS=/etc/systemd/system BIN=/usr/local/sbin/countersign-keys
${program.settings}
${program.functions}
if [ -r "$DIR/settings" ]; then . "$DIR/settings"; fi
NEW=$FILE.new
fail() { echo "countersign-keys: $*" >&2; exit 1; }
[ -s "$DIR/credential" ] || fail "$DIR/credential is missing: a line with Authorization: Bearer and the server credential"
if [ "\${1-}" = install ]; then
  chmod 700 "$DIR" && chmod 600 "$DIR"/*
  cp -- "$0" "$BIN.new" && chmod 755 "$BIN.new" && mv -f "$BIN.new" "$BIN"
  printf '%s\\n' '[Unit]' 'Description=TSIG keys from Countersign' Wants=network-online.target After=network-online.target '[Service]' Type=oneshot \\
    "ExecStart=$BIN" UMask=0077 NoNewPrivileges=yes ProtectHome=yes ProtectSystem=full \\
    "ReadWritePaths=\${MAIN%/*} \${FILE%/*}" >"$UNITS/countersign-keys.service"
  printf '%s\\n' '[Unit]' 'Description=TSIG keys from Countersign' '[Timer]' OnActiveSec=60s OnUnitInactiveSec=60s '[Install]' \\
    WantedBy=timers.target >"$UNITS/countersign-keys.timer"
  chmod 644 "$UNITS"/countersign-keys.* && systemctl daemon-reload && systemctl enable --now countersign-keys.timer
fi
[ -z "$(find "$DIR" -type f -perm /077)" ] || fail "others can read what is in $DIR: chmod 600 its files"
mkdir -p "$STATE"; exec 9>"$STATE/lock"
flock -w 60 9 || fail 'another run is under way'
trap 'rm -f "$STATE/hide" "$STATE/all" "$STATE/said" "$STATE/api" "$FILE.part" "\${MAIN%/*}"/*.countersign' EXIT
etag() { [ ! -s "$1" ] || sed -n '1s/.*, file \\([0-9]*-[0-9a-f]*\\)\\.$/"\\1"/p' "$1"; }
ask() { # the credential is read from its file, and is in no list of processes
  if [ -s "$DIR/ca.pem" ]; then set -- --cacert "$DIR/ca.pem" --capath "$DIR/none" "$@"; fi
  curl -q -sS --max-time 60 -H @"$DIR/credential" "$@"
}
try() { # a step, with what file: what it says is kept without the secrets of that file
  sed -n 's/^[^"]*secret:* "\\([^"]*\\)".*/s#\\1#***#g/p; s/^key [^ ]* [^ ]* \\(.*\\)/s#\\1#***#g/p' "$2" >"$STATE/hide"
  "$1" >"$STATE/all" 2>&1 9>&- || { sed -f "$STATE/hide" "$STATE/all" | head -c 2000 >"$STATE/said"; return 1; }
}
report() { # outcome, of what file
  said=
  if [ "$1" != running ]; then
    cat "$STATE/said" >&2
    said=$(tr -c '[:print:]\\n' ' ' <"$STATE/said" | sed 's/[\\\\"]/\\\\&/g; s/$/\\\\n/' | tr -d '\\n')
  fi
  printf '{"etag":"%s","outcome":"%s","detail":"%s"}' "$(etag "$2" | sed 's/"/\\\\"/g')" "$1" "$said" |
    ask -f -o /dev/null -H 'Content-Type: application/json' --data-binary @- "$URL/report"
  [ "$1" = running ] || exit 1
}
have=$FILE; if [ -s "$NEW" ]; then have=$NEW; fi # one that was refused stays beside, and is looked at again
tag=$(etag "$have")
code=$(ask -o "$FILE.part" -w '%{http_code}' \${tag:+-H "If-None-Match: $tag"} "$URL/file")
case $code in
  200) [ -n "$(etag "$FILE.part")" ] || fail "what $URL/file answers is no file of Countersign"; mv -f "$FILE.part" "$NEW" ;;
  304) ;;
  *) fail "Countersign answers $code: $(head -c 300 "$FILE.part" 2>/dev/null)" ;;
esac
if [ -s "$NEW" ]; then
  try check "$NEW" || report refused "$NEW"
  try place "$NEW" || report failed "$NEW"
fi
if [ "$(etag "$FILE")" = "$(cat "$STATE/running" 2>/dev/null)" ]; then exit 0; fi
{ try included "$FILE" && try load "$FILE"; } || report failed "$FILE"
report running "$FILE"
etag "$FILE" >"$STATE/running"
`
}

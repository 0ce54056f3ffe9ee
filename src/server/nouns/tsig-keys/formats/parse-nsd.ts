import type { TsigPurpose } from '#contract/nameservers.ts'
import type { Findings, PartialKey } from './findings.ts'
import { Uses } from './uses.ts'

export interface SourceLine {
  number: number
  text: string
}

/** Sections of nsd.conf(5). In any case: NSD reads `KEY:` too. */
export const nsdSections = new Set(['cookie', 'dnstap', 'key', 'pattern', 'remote-control', 'server', 'tls-auth', 'verify', 'xdp', 'zone'])

/** Attributes of nsd.conf(5), which may stand at the beginning of a line like the sections themselves, and several on one. */
export const nsdAttributes = new Set(`
  algorithm allow-axfr-fallback allow-notify allow-query answer-cookie auth-domain-name catalog catalog-member-pattern
  catalog-producer-zone chroot client-cert client-key client-key-pw confine-to-zone control-cert-file control-enable control-interface
  control-key-file control-port cookie-secret cookie-secret-file cpu-affinity create-ixfr database debug-mode difffile dnstap-enable
  dnstap-identity dnstap-ip dnstap-log-auth-query-messages dnstap-log-auth-response-messages dnstap-send-identity dnstap-send-version
  dnstap-socket-path dnstap-tls dnstap-version do-ip4 do-ip6 drop-updates enable hide-identity hide-version identity include-pattern
  interface ip-address ip-freebind ip-transparent ipv4-edns-size ipv6-edns-size ixfr-number ixfr-size log-only-syslog log-time-ascii
  log-time-iso logfile max-refresh-time max-retry-time min-expire-time min-refresh-time min-retry-time minimal-responses multi-master-check
  name notify notify-retry nsid outgoing-interface outgoing-tcp-mss pidfile port proxy-protocol-port provide-xfr receive-buffer-size
  refuse-any reload-config request-xfr reuseport round-robin rrl-ipv4-prefix-length rrl-ipv6-prefix-length rrl-ratelimit rrl-size rrl-slip
  rrl-whitelist rrl-whitelist-ratelimit secret send-buffer-size server-cert-file server-count server-key-file size-limit-xfr statistics
  store-ixfr tcp-count tcp-listen-queue tcp-mss tcp-query-count tcp-reject-overflow tcp-timeout tls-auth-port tls-auth-xfr-only
  tls-cert-bundle tls-port tls-service-key tls-service-ocsp tls-service-pem use-systemd username verbosity verifier verifier-count
  verifier-feed-zone verifier-timeout verify-zone verify-zones version xdp-interface xdp-program-load xdp-program-path xdp-bpffs-path
  xfrd-cpu-affinity xfrd-reload-timeout xfrd-tcp-max xfrd-tcp-pipeline xfrdfile xfrdir zonefile zonefiles-check zonefiles-write
  zonelistfile zonesdir zonestats
`.trim().split(/\s+/))

const parts: Record<string, 'name' | 'algorithm' | 'secret' | undefined> = { id: 'name', name: 'name', algorithm: 'algorithm', secret: 'secret' }
/** What a list of a zone says of its keys. `allow-notify` takes what a peer has signed, which belongs to its asking. */
const purposes: Record<string, TsigPurpose | undefined> = {
  'provide-xfr': 'answers-transfers', 'request-xfr': 'asks-for-transfers', notify: 'signs-notify',
}
const withPeer = new Set(['allow-notify', 'notify', 'provide-xfr', 'request-xfr'])

type Section = { kind: string; line: number; name?: string; key: PartialKey; twice?: string; lists: string[][] }

/** nsd.conf: words, of which those that end with a colon begin something. Line ends mean no more than blanks. */
export function readNsd(lines: readonly SourceLine[], findings: Findings): void {
  let section: Section | undefined
  let attribute = ''
  let words: string[] = []
  let from = 0

  const endAttribute = () => {
    const [value, ...more] = words
    if (section && attribute !== '') {
      const part = section.kind === 'key' ? parts[attribute] : undefined
      if (part !== undefined) {
        if (section.key[part] !== undefined && section.key[part] !== value) section.twice = attribute
        section.key[part] = more.length > 0 && part === 'secret' ? words.join(' ') : value
      } else if (section.kind === 'key')
        findings.note(from, `${attribute}: ${words.join(' ')}`, 'A key has a name (id), an algorithm and a secret, nothing else that is known here.')
      else if (attribute === 'name' && value !== undefined) section.name = value
      else if (withPeer.has(attribute) || attribute === 'include-pattern') section.lists.push([attribute, ...words])
    }
    attribute = ''
    words = []
  }
  const endSection = () => {
    endAttribute()
    if (section?.kind === 'key') {
      // nsd.conf(5): "algorithm … Default is sha256."
      if (section.twice !== undefined)
        findings.note(section.line, section.key.name ?? '', `Ambiguous: this key has its ${section.twice} twice, so it was not taken.`)
      else if (Object.keys(section.key).length > 1) findings.key({ ...section.key, algorithm: section.key.algorithm ?? 'sha256' })
    } else if (section) useNsd(section, findings.uses)
    section = undefined
  }

  for (const { number, text } of lines) {
    let first = true
    for (const [, comment, quoted, open, plain = ''] of text.matchAll(/(#.*)|"((?:[^"\\]|\\.)*)"|("[^]*)|([^\s"]+)/g)) {
      if (comment !== undefined) break
      if (open !== undefined) {
        findings.note(number, attribute === 'secret' ? 'secret' : attribute, 'A quote is opened here and not closed on this line.')
        break
      }
      const keyword = plain.endsWith(':') ? plain.slice(0, -1).toLowerCase() : ''
      if (
        quoted === undefined &&
        keyword !== '' &&
        (nsdSections.has(keyword) || nsdAttributes.has(keyword) || keyword === 'include' || (first && /^[a-z][a-z0-9-]*$/.test(keyword)))
      ) {
        // "key:" is a section, but a name "server:" after "name:" would be a value: nobody has that.
        if (nsdSections.has(keyword)) {
          endSection()
          // The line of a key is that of its first attribute.
          section = { kind: keyword, line: number, key: { line: 0 }, lists: [] }
        } else {
          endAttribute()
          attribute = keyword
          from = number
          if (section && section.key.line === 0) section.key.line = number
        }
      } else if (attribute === 'include') {
        findings.include(number, `include: ${quoted ?? plain}`)
        attribute = ''
      } else words.push(quoted ?? plain.replace(/^'([^']*)'$/, '$1'))
      first = false
    }
  }
  endSection()
}

function useNsd({ kind, name, lists }: Section, uses: Uses): void {
  if (name === undefined || (kind !== 'zone' && kind !== 'pattern')) return
  const place = `nsd ${kind} ${name}`
  if (kind === 'zone') {
    uses.word(place, name)
    for (const [attribute, purpose] of Object.entries(purposes)) uses.serve(`${place} ${attribute}`, name, purpose!)
  }
  for (const [attribute, ...words] of lists) {
    if (attribute === 'include-pattern') {
      uses.link(`nsd pattern ${words[0]}`, place)
      for (const purpose of Object.keys(purposes)) uses.link(`nsd pattern ${words[0]} ${purpose}`, `${place} ${purpose}`)
    }
    else {
      const [peer, key] = /^(?:AXFR|UDP)$/i.test(words[0] ?? '') ? words.slice(1) : words
      if (peer === undefined || key === undefined || /^(?:NOKEY|BLOCKED)$/.test(key)) continue
      uses.link(Uses.key(key), place)
      if (purposes[attribute!] !== undefined) uses.link(Uses.key(key), `${place} ${attribute}`)
      // One address: a net or a range is no peer.
      if (/^[\d.:a-f]+(?:@\d+)?$/i.test(peer) && !/^(?:0\.0\.0\.0|::0?)$/.test(peer)) uses.word(Uses.key(key), peer)
    }
  }
}

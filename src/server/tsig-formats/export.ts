import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import type { TsigExportFormat } from '#contract/tsig-keys.ts'
import { certbot, lego } from './export-acme.ts'
import { bind, tsigKeygen } from './export-bind.ts'
import { dig, kdig, nsupdate } from './export-clients.ts'
import { dnscontrol, octodns } from './export-dns-as-code.ts'
import { kea, technitium } from './export-json.ts'
import { knot } from './export-knot.ts'
import { certManager, externalDns } from './export-kubernetes.ts'
import { nsd } from './export-nsd.ts'
import { powerdns } from './export-powerdns.ts'
import type { KeyText } from './key-text.ts'
import { keyText } from './key-text.ts'

/** A key to be written down: canonical name, canonical base64 of the secret, `undefined` to mask it. */
export interface ExportedKey {
  name: string
  algorithm: TsigAlgorithm
  secret: string | undefined
  /** Of a secret that is masked; else it is counted. */
  secretBits?: number
  usedBy: readonly string[]
}

const writers: Record<TsigExportFormat, (key: KeyText) => string> = {
  bind, knot, nsd, powerdns, technitium, 'tsig-keygen': tsigKeygen, dig, kdig, nsupdate, 'external-dns': externalDns, 'cert-manager': certManager, kea,
  lego, certbot, octodns, dnscontrol,
}

/** The configuration text of a key for a server or client, ready to be saved. Throws RangeError for a secret that is no base64. */
export const exportTsig = (format: TsigExportFormat, key: ExportedKey): string => writers[format](keyText(key))

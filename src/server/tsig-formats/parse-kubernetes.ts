import type { ExternalDnsSettings } from './external-dns-settings.ts'
import type { Findings } from './findings.ts'
import type { Line } from './line.ts'

interface Solver {
  line: number
  name?: string
  algorithm?: string
  /** The Secret's name, and the name of the value in it. */
  secretName?: string
  secretKey?: string
}

const roots = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'data', 'stringData', 'type', 'immutable', 'status'])
const environment = /^EXTERNAL_DNS_RFC2136_TSIG_/

function fromBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    return text
  }
}

/** Manifests of Kubernetes: cert-manager's issuers with the Secrets that they name, and external-dns's settings. */
export class Kubernetes {
  readonly #findings: Findings
  readonly #externalDns: ExternalDnsSettings
  readonly #solvers: Solver[] = []
  /** By `name/key`. */
  readonly #secrets = new Map<string, string>()
  #inside = false
  #name = ''
  #values: [string, string][] = []
  #path: { indent: number; key: string }[] = []
  #variable = ''

  constructor(findings: Findings, externalDns: ExternalDnsSettings) {
    this.#findings = findings
    this.#externalDns = externalDns
  }

  /** A document is over. */
  leave(): void {
    for (const [key, value] of this.#values) this.#secrets.set(`${this.#name}/${key}`, value)
    this.#values = []
    this.#path = []
    this.#name = this.#variable = ''
    this.#inside = false
  }

  read({ number: line, yaml }: Line): boolean {
    if (!yaml) return false
    const { key, value, indent, dash } = yaml
    if (indent === 0 && key !== undefined) {
      if (key === 'apiVersion') {
        this.leave()
        this.#inside = true
      } else if (key === 'kind') this.#inside = true
      else if (!roots.has(key)) this.leave()
    }
    if (!this.#inside) return false
    while (this.#path.length > 0 && (dash === undefined ? this.#path.at(-1)!.indent >= indent : this.#path.at(-1)!.indent > dash)) this.#path.pop()
    if (key === undefined) return true
    if (value === '' || value === '|' || value === '>') {
      this.#path.push({ indent, key })
      if (key === 'rfc2136') this.#solvers.push({ line })
    } else this.#field(key, value, line)
    return true
  }

  #field(key: string, value: string, line: number): void {
    const parent = this.#path.at(-1)?.key
    const solver = this.#solvers.at(-1)
    if (parent === 'metadata' && this.#path.length === 1 && key === 'name') this.#name = value
    else if (this.#path.length === 1 && (parent === 'stringData' || parent === 'data')) {
      const plain = parent === 'data' ? fromBase64(value) : value
      if (environment.test(key)) this.#externalDns.set(key.replace(environment, ''), plain, line)
      else this.#values.push([key, plain])
    } else if (parent === 'rfc2136' && solver && key === 'tsigKeyName') solver.name = value
    else if (parent === 'rfc2136' && solver && key === 'tsigAlgorithm') solver.algorithm = value
    else if (parent === 'tsigSecretSecretRef' && solver && key === 'name') solver.secretName = value
    else if (parent === 'tsigSecretSecretRef' && solver && key === 'key') solver.secretKey = value
    else if (parent === 'env' && key === 'name') this.#variable = value
    else if (parent === 'env' && key === 'value' && environment.test(this.#variable)) this.#externalDns.set(this.#variable.replace(environment, ''), value, line)
  }

  /** Joins the issuers with their Secrets, which stand before or behind. */
  finish(): void {
    this.leave()
    for (const { line, name, algorithm, secretName, secretKey } of this.#solvers) {
      const secret = this.#secrets.get(`${secretName ?? ''}/${secretKey ?? ''}`)
      // A solver without a key asks for unsigned updates.
      if (name !== undefined || secretName !== undefined) this.#findings.key({ line, name, algorithm, secret }, { secret: 'The secret of this issuer is not in this text: paste the Secret that it names too.' })
    }
  }
}

import type { Findings, PartialKey } from './findings.ts'
import type { Line } from './line.ts'

const missing = { secret: 'The secret of this external-dns is not in this text: paste the Secret too.' }

/** The settings of external-dns, wherever they stand: arguments, environment, a Secret. */
export class ExternalDnsSettings {
  readonly #findings: Findings
  #key: PartialKey | undefined

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** Takes a setting by its name without `rfc2136-tsig-`, in the form of an argument or of the environment. */
  set(setting: string, value: string, line: number): void {
    const part = { keyname: 'name', 'secret-alg': 'algorithm', secret: 'secret' }[setting.toLowerCase().replaceAll('_', '-')] as 'name' | 'algorithm' | 'secret' | undefined
    // `$(NAME)`: the value is somewhere else.
    if (part === undefined || value.startsWith('$')) return
    if (this.#key?.[part] !== undefined) this.flush()
    this.#key ??= { line }
    this.#key[part] = value
  }

  /** A line with arguments or settings of the environment; false where it has none. */
  read({ text, number: line }: Line): boolean {
    if (!/rfc2136/i.test(text)) return false
    let any = false
    for (const [, argument, environment, double, single, plain] of text.matchAll(/(?:--rfc2136-tsig-(keyname|secret-alg|secret)[= ]|EXTERNAL_DNS_RFC2136_TSIG_(KEYNAME|SECRET_ALG|SECRET)=)(?:"([^"]*)"|'([^']*)'|([^\s"'\\]+))/g)) {
      this.set((argument ?? environment)!, (double ?? single ?? plain)!, line)
      any = true
    }
    return any
  }

  flush(): void {
    if (this.#key) this.#findings.key(this.#key, missing)
    this.#key = undefined
  }
}

import type { Findings } from './findings.ts'

/** Numbers of dnssec-keygen for the HMACs (BIND's own, never registered). */
const algorithms: Record<string, string | undefined> = {
  157: 'hmac-md5', 161: 'hmac-sha1', 162: 'hmac-sha224', 163: 'hmac-sha256', 164: 'hmac-sha384', 165: 'hmac-sha512',
}

interface PrivateFile {
  line: number
  algorithm: string | undefined
  secret: string | undefined
}

/** The pairs `K<name>.+163+12345.key` and `.private` that dnssec-keygen made before there was tsig-keygen. */
export class KeyFiles {
  readonly #findings: Findings
  readonly #named = new Set<string>()
  readonly #private: PrivateFile[] = []
  #inside = false

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** A line of a `.private` file, whose names look like YAML. */
  readPrivate(text: string, line: number): boolean {
    if (this.#privateLine(text, line)) return true
    this.#inside = false
    return false
  }

  /** A record of a `.key` file. */
  read(text: string, line: number): boolean {
    return /\s(?:DNS)?KEY\s/i.test(text) && this.#public(text, line)
  }

  /** `tsigkey. IN KEY 512 3 163 base64…`: for an HMAC it holds the secret itself. */
  #public(text: string, line: number): boolean {
    const found = /^\s*(\S+)\s+(?:\d+\s+)?(?:IN\s+)?(?:\d+\s+)?(KEY|DNSKEY)\s+\d+\s+3\s+(\d+)\s+(\S.*)$/i.exec(text)
    if (!found) return false
    const [, name, , number, rdata] = found
    const algorithm = algorithms[number!]
    const secret = rdata!.replace(/;.*$/, '').replace(/[\s()]/g, '')
    if (algorithm === undefined) this.#findings.note(line, name!, 'This is a key of DNSSEC, not of TSIG.')
    else {
      this.#named.add(secret)
      this.#findings.key({ line, name, algorithm, secret })
    }
    return true
  }

  #privateLine(text: string, line: number): boolean {
    const field = /^([A-Z][A-Za-z0-9-]*):(?:\s+(.*))?$/.exec(text.trimEnd())
    if (!field) return false
    const [, name, value = ''] = field
    if (name === 'Private-key-format') {
      this.#private.push({ line, algorithm: undefined, secret: undefined })
      this.#inside = true
    } else if (!this.#inside) return false
    const file = this.#private.at(-1)!
    if (name === 'Algorithm') file.algorithm = algorithms[/^\d+/.exec(value)?.[0] ?? '']
    if (name === 'Key') file.secret = value.replace(/\s/g, '')
    return true
  }

  /** What the `.private` files say that no `.key` said. Their name is only in the name of the file. */
  finish(): void {
    for (const { line, algorithm, secret } of this.#private) {
      if (secret !== undefined && this.#named.has(secret)) continue
      if (algorithm === undefined) this.#findings.note(line, '', 'This .private file is of DNSSEC, not of TSIG, or it was cut.')
      else if (secret === undefined) this.#findings.note(line, '', 'This .private file has no line "Key:".')
      else
        this.#findings.note(line, '', "A .private file does not say the key's name. Paste the .key file of the same name too, or write algorithm:name:secret.")
    }
  }
}

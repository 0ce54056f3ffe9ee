/** What is wrong with octets or a text that should have been DNS. */
export type DnsFaultCode = 'short' | 'trailing' | 'name' | 'compression' | 'tsig' | 'algorithm' | 'too-large' | 'transfer'

/** The only error that this room throws for what it is given. The message holds no octets: they may be anybody's. */
export class DnsFault extends Error {
  override readonly name = 'DnsFault'
  readonly code: DnsFaultCode
  constructor(code: DnsFaultCode, message: string) {
    super(message)
    this.code = code
  }
}

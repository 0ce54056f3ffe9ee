import { DnsFault } from './fault.ts'
import { serialOf, types, type Message } from './message.ts'
import { sameName, type Name } from './names.ts'

/** No zone is transferred in more: 6 GB. */
export const messagesMost = 100_000

/** Reads the messages of an AXFR (RFC 5936 §2.2): it begins and ends with the zone's SOA record. */
export class Transfer {
  readonly #zone: Name
  /** As `dig` counts: both SOA records are counted. */
  records = 0
  messages = 0
  serial: number | undefined
  done = false

  constructor(zone: Name) {
    this.#zone = zone
  }

  /** Takes the next message; throws `DnsFault` for what is no transfer of this zone. */
  take({ octets, answers }: Message): void {
    if (this.done) throw new DnsFault('transfer', 'A message follows the end of the transfer.')
    if (++this.messages > messagesMost) throw new DnsFault('too-large', `A transfer has at most ${messagesMost} messages.`)
    if (answers.length === 0) throw new DnsFault('transfer', 'A message of the transfer has no records.')
    for (const record of answers) {
      if (this.done) throw new DnsFault('transfer', 'A record follows the end of the transfer.')
      const first = this.records++ === 0
      if (record.type === types.SOA && sameName(record.name, this.#zone)) {
        const serial = serialOf(octets, record)
        if (first) this.serial = serial
        else if (serial !== this.serial) throw new DnsFault('transfer', 'The transfer ends with another serial than it began with.')
        else this.done = true
      } else if (first) throw new DnsFault('transfer', 'The transfer does not begin with the SOA record of the zone.')
    }
  }
}

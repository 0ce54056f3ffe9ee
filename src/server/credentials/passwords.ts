import { base64url, fromBase64url } from '../bytes.ts'
import type { Host } from '../host.ts'
import { fail } from '../problem.ts'

/** scrypt cost: N = 2^15, r = 8, p = 3 (OWASP Password Storage; 32 MB and about 0.2 s). */
export const passwordCost = { N: 2 ** 15, r: 8, p: 3 }
export type PasswordCost = typeof passwordCost

/** At most two hashes run and twenty wait, so that a flood of sign-ins cannot take all memory and threads. */
const running = 2
const waiting = 20

export interface Passwords {
  /** PHC string of a password: `$scrypt$ln=15,r=8,p=3$salt$hash`. */
  hash(password: string): Promise<string>
  /** Compares against a PHC string; against `null` it does the same work and answers false. */
  matches(password: string, stored: string | null): Promise<boolean>
}

export function createPasswords(host: Host, cost: PasswordCost = passwordCost): Passwords {
  let active = 0
  const queue: (() => void)[] = []

  async function limited<T>(work: () => Promise<T>): Promise<T> {
    if (active >= running) {
      if (queue.length >= waiting) fail('busy', 'Too many people are signing in at once. Try again in a few seconds.', [], { 'Retry-After': '3' })
      await new Promise<void>((resolve) => queue.push(resolve))
    } else active++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else active--
    }
  }

  const scrypt = (password: string, salt: Uint8Array, at: PasswordCost) => limited(() => host.crypto.scrypt(password.normalize('NFC'), salt, at))
  const dummySalt = new Uint8Array(16)

  return {
    async hash(password) {
      const salt = host.random(16)
      return `$scrypt$ln=${Math.log2(cost.N)},r=${cost.r},p=${cost.p}$${base64url(salt)}$${base64url(await scrypt(password, salt, cost))}`
    },
    async matches(password, stored) {
      const parts = stored === null ? null : /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored)
      if (!parts) {
        await scrypt(password, dummySalt, cost)
        return false
      }
      const [, ln, r, p, salt, hash] = parts
      const found = await scrypt(password, fromBase64url(salt!), { N: 2 ** Number(ln), r: Number(r), p: Number(p) })
      return host.crypto.equal(found, fromBase64url(hash!))
    },
  }
}

/** Beginnings of passwords that head every leaked list, long enough to pass the length rule once repeated or padded. */
const common = [
  'password',
  'passw0rd',
  'qwertyuiop',
  'asdfghjkl',
  'letmein',
  'iloveyou',
  'administrator',
  'welcome',
  'changeme',
  'countersign',
  'correcthorsebatterystaple',
  '1234567890',
  'abcdefghij',
  'trustno1',
  'sunshine',
  'princess',
  'football',
  'monkey',
  'dragon',
]

/**
 * Refuses a password that a guesser would try first: a common one (also repeated or with digits behind), one made of
 * the person's own name or address, one of few different characters, or a run along the alphabet or keyboard.
 */
export function refuseWeakPassword(password: string, person: { name: string; email: string }, field = 'password'): void {
  const plain = password.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const refuse = (message: string) => fail('invalid-value', message, [{ field, message }])
  if (new Set(password).size < 5) refuse('This password repeats a few characters. Choose one that is harder to guess.')
  let rest = plain
  for (const word of [...common, ...person.name.toLowerCase().split(/\s+/), ...person.email.toLowerCase().split(/[@.]/)]) {
    if (word.length >= 3) rest = rest.replaceAll(word.replace(/[^\p{L}\p{N}]/gu, ''), '')
  }
  rest = rest.replace(/^\d+|\d+$/g, '')
  if (rest.length < 5 && plain.length - rest.length >= 5)
    refuse('This password is a common one, or made of your name or e-mail address. Choose one that is harder to guess.')
  if ('abcdefghijklmnopqrstuvwxyz0123456789'.includes(plain) || '01234567890123456789'.includes(plain))
    refuse('This password is a run of neighbouring characters. Choose one that is harder to guess.')
}

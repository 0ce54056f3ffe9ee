import { tsigSaying, type TsigSaying } from '#contract/lists-of-dns.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'
import type { StatusWord } from '../../ui/status.tsx'

/** What a check says, as it is shown and as one filters by it. */
export const sayingWord = {
  accepted: 'Accepted', 'unknown-key': 'Unknown key', 'bad-signature': 'Bad signature', 'bad-time': 'Bad time', 'bad-truncation': 'Bad truncation',
  refused: 'Refused', 'unsigned-reply': 'Unsigned reply', 'forged-reply': 'Forged reply', unreachable: 'Unreachable', timeout: 'Timeout',
  malformed: 'Malformed', 'not-enforced': 'Not enforced',
} as const satisfies Record<TsigSaying, StatusWord>

/** A check that was accepted at a server which takes the same unsigned is no good news. */
export const checkWord = (check: { verdict: TsigVerdict; enforced: boolean | null }): StatusWord => sayingWord[tsigSaying(check)]

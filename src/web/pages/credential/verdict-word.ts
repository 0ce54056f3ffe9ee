import type { TsigVerdict } from '#contract/tsig-keys.ts'
import type { StatusWord } from '../../ui/status.tsx'

export const verdictWord: Record<TsigVerdict, StatusWord> = {
  accepted: 'Accepted', 'unknown-key': 'Unknown key', 'bad-signature': 'Bad signature', 'bad-time': 'Bad time', 'bad-truncation': 'Bad truncation',
  refused: 'Refused',
  'unsigned-reply': 'Unsigned reply', 'forged-reply': 'Forged reply', unreachable: 'Unreachable', timeout: 'Timeout', malformed: 'Malformed',
}

/** A check that was accepted at a server which takes the same unsigned is no good news. */
export const checkWord = ({ verdict, enforced }: { verdict: TsigVerdict; enforced: boolean | null }): StatusWord =>
  verdict === 'accepted' && enforced === false ? 'Not enforced' : verdictWord[verdict]

import type { FilterColumns } from './filter.ts'
import { ownerStatuses } from './lists.ts'

/* What lists of DigiCert ONE are made of (lists.ts says why apart from their shapes). */

/** Can it ever be used again? Not `expired`, whatever else holds; then `disabled`. */
export const oneTokenStates = ['valid', 'disabled', 'expired'] as const

export const oneTokenStatuses = ['enabled', 'disabled'] as const

export const oneTokenColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, natural: true },
  user_id: { type: 'text', folded: true },
  'owner.name': { type: 'text', search: true, natural: true },
  'owner.email': { type: 'text', search: true },
  'owner.status': { type: 'choice', choices: ownerStatuses },
  state: { type: 'choice', choices: oneTokenStates },
  status: { type: 'choice', choices: oneTokenStatuses },
  'hint.start': { type: 'text' },
  'hint.last4': { type: 'text', search: true },
  created_at: { type: 'date' },
  updated_at: { type: 'date' },
  expires_at: { type: 'date', nullable: true },
  last_used_at: { type: 'date', nullable: true },
  last_used_from: { type: 'text', nullable: true },
} as const satisfies FilterColumns

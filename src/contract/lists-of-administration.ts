import type { FilterColumns } from './filter.ts'
import { roles } from './lists.ts'

/* What lists of users and of the trail are made of (lists.ts says why apart from their shapes). */

export const userStatuses = ['active', 'invited', 'disabled'] as const

export const userColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, natural: true },
  email: { type: 'text', search: true },
  role: { type: 'choice', choices: roles },
  status: { type: 'choice', choices: userStatuses },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  lastSignInAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns

export const auditColumns = {
  time: { type: 'date' },
  'actor.name': { type: 'text', search: true },
  'actor.id': { type: 'text', nullable: true, folded: true },
  action: { type: 'text', search: true },
  'object.name': { type: 'text', search: true },
  'object.kind': { type: 'text' },
  'object.id': { type: 'text', search: true },
  outcome: { type: 'text', search: true },
  address: { type: 'text', search: true },
  credential: { type: 'text', search: true },
  requestId: { type: 'text', search: true },
} as const satisfies FilterColumns

import type { Migration } from './migrations.ts'

/** The rows of the audit trail that tell of a break: few or none, looked for at each start and by every administrator's console. */
export const migration9: Migration = {
  name: '0009-audit-breaks',
  statements: () => [`CREATE INDEX audit_breaks ON audit (seq) WHERE action = 'audit.break'`],
}

import type { Migration } from './migrations.ts'

/** Rows that the sealed beginning of the trail says are in an archive may go; no others, and none may change (decision 0044). */
export const migration15: Migration = {
  name: '0015-audit-archives',
  statements: (dialect) =>
    dialect === 'sqlite'
      ? [
          'DROP TRIGGER audit_no_delete',
          `CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
            WHEN OLD.seq < 1 OR OLD.seq > COALESCE((SELECT CAST(value AS integer) FROM meta WHERE key = 'audit-base'), 0)
            BEGIN SELECT RAISE(ABORT, 'audit-append-only'); END`,
        ]
      : [
          `CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' THEN
                IF OLD.seq >= 1 AND OLD.seq <= COALESCE((SELECT split_part(value, '.', 1)::bigint FROM meta WHERE key = 'audit-base'), 0) THEN
                  RETURN OLD;
                END IF;
              END IF;
              RAISE EXCEPTION 'audit-append-only' USING ERRCODE = 'check_violation';
            END $$`,
        ],
}

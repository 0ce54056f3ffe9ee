import type { Migration } from './migrations.ts'

/** A long stored reply lies in parts: SQLite writes a row in one go, and one of megabytes keeps everybody waiting. */
export const migration10: Migration = {
  name: '0010-reply-parts',
  statements: (dialect) => {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'text' : 'text COLLATE "C"'
    return [`CREATE TABLE reply_parts (
      caller ${text} NOT NULL,
      key ${text} NOT NULL,
      number integer NOT NULL,
      sealed ${text} NOT NULL,
      PRIMARY KEY (caller, key, number),
      FOREIGN KEY (caller, key) REFERENCES replies (caller, key) ON DELETE CASCADE
    )${sqlite ? ' STRICT' : ''}`]
  },
}

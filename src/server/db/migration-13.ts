import type { Migration } from './migrations.ts'

/*
 * Names in natural order (`contract/natural.ts`): kept beside each name that a long list is sorted by, so that a page comes from an
 * index. A column that we write and no index of an expression: that would need our function in every tool that writes the
 * file, also in the `VACUUM INTO` of a backup. Lists sort everything else by the function itself.
 */

/** What `naturalKey` does. Most texts have no digits, and cost one look. */
const naturalKey = `CREATE FUNCTION natural_key(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  whole text COLLATE "C" := lower(given COLLATE "C");
  rest text COLLATE "C" := whole;
  made text COLLATE "C" := '';
  run text COLLATE "C";
  size text COLLATE "C";
  before integer;
  zeros boolean := false;
BEGIN
  IF whole !~ '[0-9]' THEN RETURN whole; END IF;
  LOOP
    run := substring(rest FROM '[0-9]+');
    EXIT WHEN run IS NULL;
    before := strpos(rest, run);
    size := ltrim(run, '0');
    zeros := zeros OR size <> run;
    made := made || left(rest, before - 1) || length(length(size)::text) || length(size) || size;
    rest := substr(rest, before + length(run));
  END LOOP;
  RETURN made || rest || CASE WHEN zeros THEN chr(1) || whole ELSE '' END;
END $$`

export const migration13: Migration = {
  name: '0013-natural-order',
  statements: (dialect) => {
    const sqlite = dialect === 'sqlite'
    const text = sqlite ? 'text' : 'text COLLATE "C"'
    return [
      ...(sqlite ? [] : [naturalKey]),
      ...['credentials', 'tsig_keys'].flatMap((table) => [
        `ALTER TABLE ${table} ADD COLUMN name_order ${text} NOT NULL DEFAULT ''`,
        `UPDATE ${table} SET name_order = natural_key(name)`,
      ]),
      'CREATE INDEX credentials_order ON credentials (kind, name_order, id)',
      'CREATE INDEX tsig_keys_order ON tsig_keys (name_order, id)',
      // As in migration 8.
      ...(sqlite ? [`INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('credentials', 'credentials_order', '1000000 300000 2 1')`] : []),
    ]
  },
}

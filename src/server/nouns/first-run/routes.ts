import { sql } from 'kysely'
import { getFirstRun, knownSteps, saidSteps, updateFirstRun, type FirstRun } from '#contract/first-run.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { change, read, type Route } from '../../pipeline/route.ts'

type Said = { said: readonly (typeof saidSteps)[number][]; dismissed: boolean }

/** The row of `meta` that keeps what people said, of the installation and for every administrator. */
const key = 'first-run'

async function saidOf(db: Database | Tx): Promise<Said> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  return row ? (JSON.parse(row.value) as Said) : { said: [], dismissed: false }
}

/** What a new installation still lacks: ticked by what is there, and what no server can know by who says so. */
export function firstRun({ store, origin }: { store: Store; origin: string }): Route[] {
  async function stateOf(db: Database | Tx, { said, dismissed }: Said): Promise<FirstRun> {
    const there = async (which: ReturnType<typeof sql>) => (await sql<{ found: number }>`SELECT 1 AS found FROM ${which} LIMIT 1`.execute(db)).rows.length > 0
    const known: Record<(typeof knownSteps)[number], boolean> = {
      'api-key': await there(sql`credentials WHERE kind = 'api-key'`),
      people: (await db.selectFrom('users').select('id').limit(2).execute()).length > 1,
      'tsig-keys': await there(sql`tsig_keys`),
      tls: origin.startsWith('https:'),
    }
    return {
      steps: [
        ...knownSteps.map((name) => ({ name, done: known[name], said: false })),
        ...saidSteps.map((name) => ({ name, done: said.includes(name), said: true })),
      ],
      dismissed,
    }
  }

  return [
    read(getFirstRun, async () => ({ body: await stateOf(store.db, await saidOf(store.db)) })),

    change(updateFirstRun, async ({ body }, tx) => {
      const before = await saidOf(tx)
      const after: Said = { said: saidSteps.filter((name) => (body.said ?? before.said).includes(name)), dismissed: body.dismissed ?? before.dismissed }
      const value = JSON.stringify(after)
      await tx.insertInto('meta').values({ key, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
      return { body: await stateOf(tx, after), audit: [{ object: { kind: 'first-run', id: '', name: 'First steps' }, detail: { before, after } }] }
    }),
  ]
}

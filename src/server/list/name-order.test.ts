import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTsigKey, listTsigKeys, updateTsigKey } from '#contract/tsig-keys.ts'
import { testApp } from '../testing/app.ts'
import { onEachStore } from '../testing/store.ts'

onEachStore('names in natural order', ({ dialect, fresh }) => {
  // Failed where a change of the name left the key of the old one.
  test('TSIG keys are listed as people count, also after a change, page by page', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const ids: string[] = []
    for (const name of ['axfr10.example', 'b.example', 'axfr9.example', 'axfr100.example'])
      ids.push((await admin.send(createTsigKey, { body: { name } })).body.id)
    const { status } = await admin.send(updateTsigKey, { params: { tsigId: ids[1]! }, body: { name: 'axfr11.example' }, headers: { 'If-Match': '"1"' } })
    expect(status).toBe(200)
    const names: string[] = []
    for (let after: string | undefined; ;) {
      const { body } = await admin.send(listTsigKeys, { query: { size: '1', ...(after === undefined ? {} : { after }) } })
      names.push(...body.data.map(({ name }) => name))
      if (body.next === null) break
      after = body.next
    }
    expect(names).toEqual(['axfr9.example', 'axfr10.example', 'axfr11.example', 'axfr100.example'])
  })

  test('the first page by name comes from the index', async () => {
    const store = await fresh()
    if (dialect === 'postgres') {
      // On a table without rows its planner sorts; that it may take the index is what is asked.
      await store.write(async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx)
        await sql`set local enable_sort = off`.execute(tx)
        await sql`set local enable_bitmapscan = off`.execute(tx)
        const plan = await sql`explain select id from credentials where kind = 'api-key' order by name_order, id limit 51`.execute(tx)
        expect(JSON.stringify(plan.rows)).toContain('credentials_order')
      })
      return
    }
    const plan = await sql`explain query plan select id from credentials where kind = 'api-key' order by name_order, id limit 51`.execute(store.db)
    expect(JSON.stringify(plan.rows)).toMatch(/credentials_order/)
    expect(JSON.stringify(plan.rows)).not.toContain('TEMP B-TREE')
  })

  test('what the databases make of a name is what the tab makes of it', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    for (const name of ['key10.example', 'k007.example', `${'1'.repeat(60)}.example`]) await admin.send(createTsigKey, { body: { name } })
    const { rows } = await sql<{ kept: string; made: string }>`select name_order as kept, natural_key(name) as made from tsig_keys`.execute(server.store.db)
    expect(rows).toHaveLength(3)
    for (const { kept, made } of rows) expect(kept).toBe(made)
  })
})

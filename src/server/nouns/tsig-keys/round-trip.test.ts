import { expect, test } from 'vitest'
import { tsigAlgorithmNames } from '#contract/tsig-algorithms.ts'
import { createTsigKey, exportTsigKey, tsigExportFormats, type TsigExportFormat } from '#contract/tsig-keys.ts'
import { importTsigKeys, type TsigImportPreview } from '#contract/tsig-import.ts'
import { onEachStore } from '../../testing/store.ts'
import { testApp } from '../../testing/app.ts'

onEachStore('TSIG keys: out and in', ({ fresh }) => {
  // Fails where an export writes a name, algorithm or secret in a way that the import reads as another, or not at all.
  test('what one installation exports another takes, and knows from then on, in every format', async () => {
    const [here, there] = await Promise.all([testApp(await fresh()), testApp(await fresh(), { rootKey: new Uint8Array(32).fill(9) })])
    const [from, to] = [await here.as('administrator'), await there.as('administrator')]
    for (const algorithm of tsigAlgorithmNames) {
      for (const format of Object.keys(tsigExportFormats) as TsigExportFormat[]) {
        const { body: key } = await from.send(createTsigKey, {
          body: { name: `${format}.${algorithm}.example`, algorithm, usedBy: ['192.0.2.53', 'example.net'] },
        })
        const { text } = await from.send(exportTsigKey, { params: { tsigId: key.id }, body: { format } })
        const wanted = { name: key.name, algorithm, secretBits: key.secretBits, weak: algorithm === 'HMAC-SHA224', problem: null }
        const first = await to.send(importTsigKeys, { body: { text } })
        expect(first.body.preview).toMatchObject({ entries: [{ ...wanted, state: 'new' }], notUnderstood: [] })
        const look = async (by: typeof from) => (await by.send(importTsigKeys, { body: { text, dryRun: true } })).body as unknown as TsigImportPreview
        // The very key: a changed secret or algorithm would be a clash.
        expect((await look(from)).entries).toMatchObject([{ ...wanted, state: 'exists', fingerprint: key.fingerprint }])
        expect((await look(to)).entries).toMatchObject([{ ...wanted, state: 'exists' }])
      }
    }
  })
})

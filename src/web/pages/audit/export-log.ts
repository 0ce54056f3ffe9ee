import { exportAudit } from '#contract/calls.ts'
import { saveFileOf } from '../../client/download.ts'
import { failureOf } from '../../client/failure.ts'
import { wordsFor } from '../../client/words.ts'
import { toast } from '../../feedback/toast.ts'

/** The whole log from the server, oldest first. NDJSON has the hashes, so that it can be verified without the server. */
export async function exportLog(format: 'csv' | 'ndjson') {
  toast({ tone: 'info', text: 'The whole audit log is being exported' })
  try {
    toast({ text: '{name} saved', name: await saveFileOf(exportAudit, { format }, `countersign-audit.${format}`) })
  } catch (thrown) {
    const failure = failureOf(thrown)
    // Their own Cancel: nothing went wrong.
    if (failure.code === 'confirmation-required') toast({ tone: 'info', text: 'The audit log was not exported: that needs your password.' })
    else toast({ tone: 'bad', text: `The audit log was not exported. ${wordsFor(failure)}` })
  }
}

// A thread that copies the write-ahead log into the database when it is told to (node-checkpoint.ts).
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { busyTimeout, setPragmas } from './node-connection.ts'

const database = new DatabaseSync((workerData as { file: string }).file)
// FULL: log and database are each on disk before the other is relied on.
setPragmas(database, { synchronous: 2, busy_timeout: busyTimeout, trusted_schema: 0, cache_size: -64 })

parentPort!.on('message', () => {
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {
    // A full or failing disk: the next commit meets it too, and says so.
  }
  parentPort!.postMessage('done')
})

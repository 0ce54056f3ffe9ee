// A thread for one task: it is given its text in pieces, answers, and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { tasks, type Task } from '../tasks.ts'

/** A piece, or the word that there are no more. */
export type TaskMessage = { piece: string } | 'whole'

const { task } = workerData as { task: Task }
const pieces: string[] = []
parentPort!.on('message', (message: TaskMessage) => {
  if (message === 'whole') parentPort!.postMessage(tasks[task](pieces.join('')))
  else pieces.push(message.piece)
})

// A thread for one task: it is given its text in pieces, answers, and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { readTsigText } from '../nouns/tsig-keys/formats/parse.ts'

const tasks = [readTsigText]

/** A piece, or the word that there are no more. */
export type TaskMessage = { piece: string } | 'whole'

const { name } = workerData as { name: string }
const task = tasks.find((known) => known.name === name)
if (!task) throw new Error(`No thread knows the task ${name}.`)
const pieces: string[] = []
parentPort!.on('message', (message: TaskMessage) => {
  if (message === 'whole') parentPort!.postMessage(task.work(pieces.join('')))
  else pieces.push(message.piece)
})

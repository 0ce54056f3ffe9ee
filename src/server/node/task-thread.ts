// A thread for one task: it is given its input, answers, and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { tasks, type Task, type TaskInput } from '../tasks.ts'

const { task, input } = workerData as { task: Task; input: TaskInput<Task> }
parentPort!.postMessage(tasks[task](input))

import { parseTsigText } from './tsig-formats/parse.ts'

/** What may take long and needs nothing but a text: done in a thread of its own, where there is one (`host.ts`). */
export const tasks = { parseTsigText }

/** A text that wants more memory or time than one task is given. */
export class TaskTooLarge extends Error {
  override readonly name = 'TaskTooLarge'
}

export type Task = keyof typeof tasks
export type TaskResult<T extends Task> = ReturnType<(typeof tasks)[T]>
/** Rejects with TaskTooLarge, with the signal's reason, or with what the task threw. */
export type RunTask = <T extends Task>(task: T, text: string, signal: AbortSignal) => Promise<TaskResult<T>>

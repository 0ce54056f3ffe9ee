import { parseTsigText } from './tsig-formats/parse.ts'

/** What may take long and needs nothing but what it is given: done in a thread of its own, where there is one (`host.ts`). */
export const tasks = { parseTsigText }

export type Task = keyof typeof tasks
export type TaskInput<T extends Task> = Parameters<(typeof tasks)[T]>[0]
export type TaskResult<T extends Task> = ReturnType<(typeof tasks)[T]>
export type RunTask = <T extends Task>(task: T, input: TaskInput<T>, signal: AbortSignal) => Promise<TaskResult<T>>

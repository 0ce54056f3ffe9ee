import { fstatSync, writeSync } from 'node:fs'

/*
 * Standard output as a log has it. By itself Node ends the process when who reads it has gone (EPIPE) or when the disk under it is full
 * (ENOSPC), and keeps in memory whatever a slow reader has not taken yet. Here lines are lost instead, and counted.
 */

export interface LogOutput {
  /** Whole lines. Waits for nothing. */
  write(lines: string): void
  /** Lines that nobody will read. */
  lost(): number
  /** Resolves when what was written has been taken, or is lost. */
  taken(): Promise<void>
}

/** What a reader that is slow may leave in memory: some forty thousand lines. */
export const waitingMost = 8 * 1024 * 1024

/** The parts of a stream that matter here. */
export interface LogStream {
  readonly writableLength: number
  readonly writable: boolean
  write(text: string, done?: () => void): boolean
  on(event: 'error', listener: (error: Error) => void): unknown
}

const countOf = (lines: string) => lines.split('\n').length - 1
const told = (lost: number) => `${JSON.stringify({ time: new Date().toISOString(), level: 'warn', message: 'log lines were lost', lost })}\n`

/** Of a pipe or a terminal: it never blocks us, so what it does not take waits here, and so much and no more. */
export function streamOutput(stream: LogStream, complain: (text: string) => void): LogOutput {
  let lost = 0
  let untold = 0
  let gone = false
  const lose = (lines: string) => {
    lost += countOf(lines)
    untold += countOf(lines)
  }
  stream.on('error', ({ message }) => {
    if (!gone) complain(`Nobody reads the log any more (${message}); the server goes on without.\n`)
    gone = true
  })
  return {
    write(lines) {
      if (gone || !stream.writable || stream.writableLength + lines.length > waitingMost) return lose(lines)
      if (untold > 0) stream.write(told(untold))
      untold = 0
      stream.write(lines)
    },
    lost: () => lost,
    taken: () => new Promise((resolve) => {
      if (gone || !stream.writable) return resolve()
      stream.write('', () => resolve())
      stream.on('error', () => resolve())
    }),
  }
}

/** Of a file: each write is tried, so that a disk with room again has lines again. */
export function fileOutput(descriptor: number, complain: (text: string) => void, put: typeof writeSync = writeSync): LogOutput {
  let lost = 0
  let untold = 0
  let complained = false
  /** A line that was cut; the next one begins on its own. */
  let cut = false
  return {
    write(lines) {
      const bytes = Buffer.from(`${cut ? '\n' : ''}${untold > 0 ? told(untold) : ''}${lines}`)
      let at = 0
      try {
        while (at < bytes.length) at += put(descriptor, bytes, at)
        untold = 0
        cut = false
        complained = false
      } catch (error) {
        if (at > 0) cut = true
        lost += countOf(lines)
        untold += countOf(lines)
        if (!complained) complain(`The log cannot be written (${(error as Error).message}); the server goes on without.\n`)
        complained = true
      }
    },
    lost: () => lost,
    taken: async () => {},
  }
}

let standard: LogOutput | undefined

/** The one of this process. What stands on standard error is for whoever started it, and may be lost as well. */
export const standardOutput = (): LogOutput => (standard ??= openStandard())

function openStandard(): LogOutput {
  const complain = (text: string) => {
    try {
      writeSync(2, text)
    } catch {
      // Nobody there either.
    }
  }
  const to = fstatSync(1)
  // In front of all that Node does with it: its stream of a file ends with the first fault.
  return to.isFile() || (to.isCharacterDevice() && !process.stdout.isTTY) ? fileOutput(1, complain) : streamOutput(process.stdout, complain)
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileOutput, streamOutput, waitingMost, type LogStream } from './log-output.ts'

/*
 * By `process.stdout` alone, as it was before, the process ended with EPIPE and with ENOSPC, and kept all that a reader did not read.
 */

/** A reader that takes nothing until it is told to. */
function slow() {
  const taken: string[] = []
  let waiting: string[] = []
  let size = 0
  const listeners: ((error: Error) => void)[] = []
  const stream: LogStream = {
    get writableLength() {
      return size
    },
    writable: true,
    write(text, done) {
      waiting.push(text)
      size += text.length
      done?.()
      return false
    },
    on: (_, listener) => void listeners.push(listener),
  }
  return {
    stream, taken,
    read() {
      taken.push(...waiting)
      waiting = []
      size = 0
    },
    fail: (error: Error) => listeners.forEach((listener) => listener(error)),
  }
}
const line = `${'x'.repeat(1023)}\n`

test('a slow reader costs so much memory and no more, and is told how many lines it lost', () => {
  const said: string[] = []
  const { stream, taken, read } = slow()
  const output = streamOutput(stream, (text) => said.push(text))
  const fits = waitingMost / 1024
  for (let count = 0; count < fits / 64 + 10; count++) output.write(line.repeat(64))
  expect(output.lost()).toBe(640)
  expect(stream.writableLength).toBe(waitingMost)
  read()
  output.write('{"message":"next"}\n')
  read()
  expect(taken.slice(-2)).toEqual([expect.stringMatching(/"level":"warn","message":"log lines were lost","lost":640\}\n$/), '{"message":"next"}\n'])
  expect([output.lost(), said]).toEqual([640, []])
})

test('a reader that has gone is told once, on standard error', async () => {
  const said: string[] = []
  const { stream, taken, read, fail } = slow()
  const output = streamOutput(stream, (text) => said.push(text))
  fail(new Error('write EPIPE'))
  fail(new Error('write EPIPE'))
  output.write(line.repeat(3))
  read()
  await output.taken()
  expect([taken, output.lost(), said]).toEqual([[], 3, ['Nobody reads the log any more (write EPIPE); the server goes on without.\n']])
})

test('a disk that is full is told once, and the log goes on when there is room', () => {
  const said: string[] = []
  let room = 10
  let text = ''
  const output = fileOutput(7, (what) => said.push(what), ((_: number, bytes: Buffer, at: number) => {
    if (room === 0) throw new Error('ENOSPC: no space left on device, write')
    const part = bytes.subarray(at, at + room)
    room -= part.length
    text += part.toString()
    return part.length
  }) as never)
  output.write('{"first":1}\n')
  output.write('{"second":2}\n{"third":3}\n')
  room = 1000
  output.write('{"fourth":4}\n')
  const lines = text.split('\n')
  expect(lines[0]).toBe('{"first":1')
  expect(lines.slice(1)).toEqual([expect.stringMatching(/"log lines were lost","lost":3/), '{"fourth":4}', ''])
  expect([output.lost(), said]).toEqual([3, ['The log cannot be written (ENOSPC: no space left on device, write); the server goes on without.\n']])
})

/** A process that logs a line each turn and ends by itself; `to` is where its standard output goes. */
async function logging(to: string): Promise<{ code: number | null; err: string }> {
  const program = `import { standardOutput } from ${JSON.stringify(join(import.meta.dirname, 'log-output.ts'))}
    const output = standardOutput()
    let turns = 0
    const turn = () => {
      output.write('line\\n')
      if (++turns < 200) return void setTimeout(turn, 1)
      process.stderr.write('lost ' + (output.lost() > 0))
      process.exitCode = 0
    }
    turn()`
  const child = spawn('sh', ['-c', `"$0" --input-type=module-typescript -e "$1" ${to}`, process.execPath, program], { stdio: ['ignore', 'pipe', 'pipe'] })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString() })
  if (to === '') child.stdout.destroy()
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, err }
}

test('a process goes on when its reader has gone, and on a full disk', async () => {
  const gone = await logging('')
  expect(gone).toEqual({ code: 0, err: expect.stringMatching(/^Nobody reads the log any more \(write EPIPE\).*\nlost true$/) })
  const full = await logging('> /dev/full')
  expect(full).toEqual({ code: 0, err: expect.stringMatching(/^The log cannot be written \(ENOSPC.*\nlost true$/) })
  expect(await logging('> /dev/null')).toEqual({ code: 0, err: 'lost false' })
}, 60_000)

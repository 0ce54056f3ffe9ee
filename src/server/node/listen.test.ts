import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from './listen.ts'

/*
 * A port that closes at once, without a drain: what had come by then is answered. The moment is one in which the loop has other work
 * between closing and looking at its sockets, as under load (checks/shutdown.ts saw it there first).
 */

/** Holds the loop, so that timers are due before it looks at a socket again. */
function hold(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

async function answers(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => { text += chunk.toString() })
  await new Promise<void>((resolve) => socket.once('close', () => resolve()).once('error', (error) => {
    text += String(error)
    resolve()
  }))
  return text
}

const get = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

test('a request that had come when the port closed is answered, on a connection kept and on a new one', async () => {
  const listening = await listen(createServer((_request, response) => response.end('whole')), { port: 0, host: '127.0.0.1' })
  const kept = connect(listening.port, '127.0.0.1')
  kept.write(get)
  await once(kept, 'data')
  const fresh = connect(listening.port, '127.0.0.1')
  await once(fresh, 'connect')
  const [first, second] = [answers(kept), answers(fresh)]

  const closed = listening.close()
  setImmediate(() => {
    kept.write(get)
    fresh.write(get)
    hold(5)
  })
  expect(await first).toMatch(/^HTTP\/1\.1 200 OK.*whole$/s)
  expect(await second).toMatch(/^HTTP\/1\.1 200 OK.*whole$/s)
  await closed
})

test('whoever had connected when the port closed is answered, however many', async () => {
  const listening = await listen(createServer((_request, response) => response.end('whole')), { port: 0, host: '127.0.0.1' })
  const sockets = Array.from({ length: 40 }, () => connect(listening.port, '127.0.0.1'))
  const texts = sockets.map((socket) => {
    socket.write(get)
    return answers(socket)
  })
  await listening.close()
  expect((await Promise.all(texts)).filter((text) => !text.endsWith('whole'))).toEqual([])
})

test('idle connections end with the port, whether anything was asked on them or not', async () => {
  const listening = await listen(createServer((_request, response) => response.end('whole')), { port: 0, host: '127.0.0.1' })
  const [used, unused] = [connect(listening.port, '127.0.0.1'), connect(listening.port, '127.0.0.1')]
  used.write(get)
  await Promise.all([once(used, 'data'), once(unused, 'connect')])
  const [first, second] = [answers(used), answers(unused)]
  await listening.close()
  expect(await first).toBe('')
  expect(await second).toMatch(/^$|ECONNRESET/)
  expect(listening.connections()).toBe(0)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, inject, test } from 'vitest'

// Fails without the watchdog: the server then stays, with its files, after a test run that was killed.
test.skipIf(inject('postgresUrl') === undefined)('a private PostgreSQL ends with the process that started it, also by kill -9', async () => {
  const program = `
    import { startPostgres } from ${JSON.stringify(new URL('postgres.ts', import.meta.url).href)}
    console.log((await startPostgres({ fsync: false })).pid)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data') as [Buffer]
  const pid = Number(line.toString())
  expect(existsSync(`/proc/${pid}`) || process.platform !== 'linux').toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isRunning(pid)).toBe(false)
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

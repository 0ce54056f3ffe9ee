// The checks, checked: each is run in its short form against servers with one deliberate mistake, and must fail. Takes a
// quarter of an hour; `--check=bursts` takes one check's. Not part of `npm test`.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { naiveServers, type Naive } from './naive-servers.ts'
import { print, run, verdict } from './report.ts'
import { temporaryFolder } from './servers.ts'

const root = join(import.meta.dirname, '..')
const one = process.argv.find((argument) => argument.startsWith('--check='))?.slice('--check='.length)

/** A copy with the mistake in it. Throws when the source no longer has what is to be replaced. */
function copyWith({ edits }: Naive): string {
  const folder = temporaryFolder()
  for (const name of ['src/server', 'src/contract', 'package.json', 'package-lock.json', 'docs', 'dist']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const { file, find, put } of edits) {
    const text = readFileSync(join(folder, file), 'utf8')
    if (!text.includes(find)) throw new Error(`${file} has no longer: ${find}`)
    writeFileSync(join(folder, file), text.replace(find, () => put))
  }
  return folder
}

await run('Checks against naive servers', async () => {
  for (const naive of naiveServers.filter(({ check }) => one === undefined || check === one)) {
    const what = `${naive.check} fails on a server ${naive.mistake}`
    try {
      const folder = copyWith(naive)
      const { code, stdout } = await promisify(execFile)(
        process.execPath,
        [join(import.meta.dirname, `${naive.check}.ts`), '--short', `--server=${folder}`, ...(naive.args ?? [])],
        { timeout: 600_000, maxBuffer: 1e8 },
      ).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { code?: number; stdout?: string }) => ({ code: error.code ?? 1, stdout: error.stdout ?? '' }),
      )
      const failures = stdout.split('\n').filter((line) => line.startsWith('FAIL'))
      verdict(code !== 0 && failures.length > 0 && !failures.some((line) => line.includes('runs to its end')), what, failures[0]?.slice(6, 260) ?? 'it passed')
      if (failures.some((line) => line.includes('runs to its end'))) print(stdout.slice(-1500))
    } catch (error) {
      verdict(false, what, String(error))
    }
  }
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testCertificate } from '#server/testing/certificates.ts'
import { programFolders } from '#server/testing/need.ts'
import { watch } from '#server/testing/processes.ts'

export const programs = ['nginx', 'caddy'] as const
/** HAProxy has an example for several servers alone. */
export const balancers = [...programs, 'haproxy'] as const
export type Program = (typeof balancers)[number]

/** The examples of docs/operations.md, letter for letter: one server, several servers. */
export function examplesOf(program: Program): { one: string; several: string } {
  const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8')
  const language = program === 'caddy' ? 'caddyfile' : program
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]!)
  const [one, several = program === 'haproxy' ? found[0] : undefined, ...more] = found
  if (one === undefined || several === undefined || more.length > 0) throw new Error(`docs/operations.md has not two examples for ${program}.`)
  return { one, several }
}

/** Puts real names and ports in the place of the document's; every one of them has to be there. */
function filled(text: string, places: readonly (readonly [written: string, real: string])[]): string {
  for (const [written] of places) if (!text.includes(written)) throw new Error(`The example does not hold ${written}`)
  return places.reduce((so, [written, real]) => so.replaceAll(written, real), text)
}

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Called with each part as it comes. */
  onPart?: (part: string) => void
}

/** A proxy that runs, from its text, on a loopback port with a certificate of its own. */
export interface RunningProxy {
  origin: string
  ask(path: string, options?: Ask): Promise<Reply>
  /** What it wrote to its log. */
  log(): string
  stop(): Promise<void>
}

/** The address that callers have here: not that of the connection between proxy and server. */
export const caller = '127.0.0.77'

interface Files {
  folder: string
  cert: string
  key: string
}

/** What stands round the example where a distribution has its own configuration: nothing of it is about the server. */
function nginx(example: string, port: number, upstreams: Upstreams, { folder, cert, key }: Files): readonly string[] {
  const site = filled(example, [
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['/etc/ssl/keys.example.org.pem', cert],
    ['/etc/ssl/keys.example.org.key', key],
    ...upstreams,
  ])
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;\nworker_processes 1;\npid ${folder}/pid;\nerror_log stderr warn;\nevents {}\nhttp {\n` +
      `access_log off;\n${temporary}\n${site}\n}\n`,
  )
  return ['nginx', '-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')]
}

function caddy(example: string, port: number, upstreams: Upstreams, { folder, cert, key }: Files): readonly string[] {
  const site = filled(example, [['keys.example.org {', `https://127.0.0.1:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}`], ...upstreams])
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system ${folder}/storage\n}\n${site}`)
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]
}

function haproxy(example: string, port: number, upstreams: Upstreams, { folder, cert, key }: Files): readonly string[] {
  writeFileSync(join(folder, 'both.pem'), readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'), { mode: 0o600 })
  const site = filled(example, [['bind :443 ssl crt /etc/haproxy/keys.example.org.pem', `bind 127.0.0.1:${port} ssl crt ${folder}/both.pem`], ...upstreams])
  writeFileSync(join(folder, 'haproxy.cfg'), site)
  return ['haproxy', '-db', '-f', join(folder, 'haproxy.cfg')]
}

const started = { nginx, caddy, haproxy }

/** The document's upstreams, and those of the test. */
export type Upstreams = readonly (readonly [written: string, real: string])[]

export async function startProxy(program: Program, example: string, port: number, upstreams: Upstreams): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), `countersign-${program}-`))
  const files = { folder, cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const { cert, key } = testCertificate({ name: '127.0.0.1' })
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key, { mode: 0o600 })
  mkdirSync(join(folder, 'storage'))
  const [name, ...args] = started[program](example, port, upstreams, files)
  const child = spawn(name!, args, {
    cwd: folder,
    env: { PATH: programFolders.join(':'), HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { log += chunk.toString() })
  if (child.pid === undefined) {
    const [error] = await once(child, 'error') as [Error]
    throw error
  }
  const watchdog = watch(child.pid, folder)
  const agent = new Agent({ keepAlive: true, ca: cert, localAddress: caller })
  const origin = `https://127.0.0.1:${port}`

  const proxy: RunningProxy = {
    origin,
    log: () => log,
    ask: (path, { method = 'GET', headers = {}, body, onPart } = {}) => new Promise((resolve, reject) => {
      const going = request(
        origin + path,
        { agent, method, headers: { ...headers, ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }) } },
        (reply) => {
          let text = ''
          reply.setEncoding('utf8')
          reply.on('data', (part: string) => {
            text += part
            onPart?.(part)
          })
          reply.on('error', reject)
          reply.on('end', () =>
            reply.complete ? resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }) : reject(new Error('The answer was cut.')),
          )
        },
      )
      going.on('error', reject)
      going.end(body)
    }),
    async stop() {
      agent.destroy()
      watchdog.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
        await ended
        clearTimeout(late)
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
  for (const deadline = Date.now() + 120_000; ;) {
    const status = await proxy.ask('/livez').then((reply) => reply.status, () => 0)
    if (status === 200) return proxy
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await proxy.stop()
      throw new Error(`${program} did not start (${status}):\n${log}`)
    }
    await sleep(100)
  }
}

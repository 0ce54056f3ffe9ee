import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as administration from './calls-of-administration.ts'
import * as checks from './calls-of-checks.ts'
import * as certcentral from './calls-of-certcentral.ts'
import * as dns from './calls-of-dns.ts'
import * as one from './calls-of-one.ts'
import * as calls from './calls.ts'
import type { Called, Endpoint } from './endpoint.ts'

const files = readdirSync(import.meta.dirname).filter((name) => !/^calls|-v\d|\.test\.ts$/.test(name))
const endpoints = new Map<string, Endpoint>()
for (const file of files)
  for (const [name, value] of Object.entries<unknown>((await import(/* @vite-ignore */ `./${file}`)) as Record<string, unknown>))
    if (typeof value === 'object' && value !== null && 'path' in value) endpoints.set(name, value as Endpoint)

it.each(Object.entries<Called>({ ...calls, ...administration, ...certcentral, ...dns, ...checks, ...one }))(
  '%s is called as its endpoint says',
  (name, { method, path, idempotent, produces }) => {
    const endpoint = endpoints.get(name)
    expect({ method, path, idempotent, produces }).toEqual({
      method: endpoint?.method,
      path: endpoint?.path,
      idempotent: endpoint?.idempotent,
      produces: endpoint?.produces,
    })
  },
)

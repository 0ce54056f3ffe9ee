import type { Endpoint } from '#contract/endpoint.ts'
import { Failure } from './failure.ts'
import { saveFile } from './save-file.ts'
import { readProblem } from './read-problem.ts'
import { tellSignedOut } from './signed-out.ts'

/**
 * Saves a file of the API under a name, which it answers. Read whole before it is saved, so that a refusal or a connection
 * that breaks is said here and not found later in a file. There is no limit to how long that may take.
 */
export async function saveFileOf(endpoint: Endpoint, query: Record<string, string>, name: string): Promise<string> {
  const blob = await bytesOf(`${endpoint.path}?${new URLSearchParams(query).toString()}`)
  saveFile(name, blob)
  return name
}

async function bytesOf(url: string): Promise<Blob> {
  let response: Response
  let blob: Blob
  try {
    response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', redirect: 'error' })
    blob = await response.blob()
  } catch {
    throw new Failure({ code: 'network' })
  }
  if (response.ok) return blob
  const problem = readProblem(await blob.text().then(JSON.parse).catch(() => undefined))
  if (!problem) throw new Failure({ code: 'unexpected', status: response.status, detail: `HTTP ${response.status}` })
  if (problem.code === 'not-signed-in') tellSignedOut()
  throw new Failure(problem)
}

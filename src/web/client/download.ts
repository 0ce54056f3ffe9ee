import type { Called } from '#contract/endpoint.ts'
import { Failure } from './failure.ts'
import { saveFile } from './save-file.ts'
import { knownPerson } from './person.ts'
import { readProblem } from './read-problem.ts'
import { signedIn } from './signed-out.ts'
import { confirmed } from './step-up.ts'

/**
 * Saves a file of the API under a name, which it answers. Read whole before it is saved, so that a refusal or a connection
 * that breaks is said here and not found later in a file, and who it is can be asked first. There is no limit to how long that may take.
 */
export async function saveFileOf(endpoint: Called, query: Record<string, string>, name: string): Promise<string> {
  const blob = await bytesOf(`${endpoint.path}?${new URLSearchParams(query).toString()}`)
  saveFile(name, blob)
  return name
}

/** The bytes, once the person has said who they are where that is asked. */
export const bytesOf = (url: string): Promise<Blob> => signedIn(() => confirmed(() => bytesOnce(url), `GET ${url.split('?')[0]}`))

async function bytesOnce(url: string): Promise<Blob> {
  let response: Response
  let blob: Blob
  const person = knownPerson()
  try {
    response = await fetch(url, {
      headers: person === undefined ? {} : { 'x-countersign-user': person },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    })
    blob = await response.blob()
  } catch {
    throw new Failure({ code: 'network' })
  }
  if (response.ok) return blob
  const problem = readProblem(await blob.text().then(JSON.parse).catch(() => undefined))
  if (!problem) throw new Failure({ code: 'unexpected', status: response.status, detail: `HTTP ${response.status}` })
  throw new Failure(problem)
}

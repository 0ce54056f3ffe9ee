import { setTimeout as sleep } from 'node:timers/promises'
import { ask, codeOf, exchange, json, keysPath, makeUser, type Answer } from './client.ts'
import { rowsOf } from './database.ts'
import { Faults } from './report.ts'
import type { Home } from './servers.ts'

interface Key {
  id: string
  note: string
  value: string
  version: number
}

interface Owner {
  id: string
  keys: Key[]
  /** Sent, and nobody has answered yet: it may or may not have been done. */
  pending?: Change
  /** The answer to it was 503: it will be sent again. */
  refused?: true
}

interface Change {
  kind: 'create' | 'update' | 'rotate' | 'delete'
  owner: Owner
  key?: Key
  note: string
  number: number
}

let writings = 0

/** A stream of creates, updates, rotations and deletions of API keys, and what must be in the database because of them. */
export class Writing {
  readonly #headers: Record<string, string>
  readonly #origins: () => readonly string[]
  readonly #owners: Owner[] = []
  readonly #flying = new Set<Promise<void>>()
  readonly #name = `w${++writings}`
  #timer: NodeJS.Timeout | undefined
  #next = 0
  /** Request ids of everything acknowledged. */
  readonly acknowledged: string[] = []
  /** Answers that are neither success nor 503. */
  readonly strange = new Faults()
  busy = 0
  cut = 0
  /** Answers that an earlier request with the same Idempotency-Key had: it was done, and its own answer never came. */
  givenAgain = 0

  /** `origins`: the servers that are up now. `headers`: an administrator's. */
  constructor(origins: () => readonly string[], headers: Record<string, string>) {
    this.#origins = origins
    this.#headers = headers
  }

  async prepare(cookie: string, owners: number): Promise<void> {
    while (this.#owners.length < owners) this.#owners.push({ id: (await makeUser(this.#origins()[0]!, cookie)).id, keys: [] })
  }

  start(perSecond: number): void {
    this.#timer = setInterval(() => {
      const change = this.#choose()
      if (!change) return
      const flight = this.#send(change).finally(() => this.#flying.delete(flight))
      this.#flying.add(flight)
    }, 1000 / perSecond)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#flying)
  }

  /** Sends what nobody has answered once more, with the same Idempotency-Key, until somebody does. */
  async settle(): Promise<void> {
    for (const owner of this.#owners) {
      for (let attempt = 0; owner.pending && attempt < 200; attempt++) {
        await this.#send(owner.pending)
        if (owner.pending) await sleep(20)
      }
      if (owner.pending) this.strange.add(`a ${owner.pending.kind} that nobody answers`)
    }
  }

  #choose(): Change | undefined {
    const free = this.#owners.filter((owner) => !owner.pending || owner.refused)
    const owner = free[Math.floor(Math.random() * free.length)]
    if (!owner) return undefined
    delete owner.refused
    if (owner.pending) return owner.pending
    const number = this.#next++
    const key = owner.keys[Math.floor(Math.random() * owner.keys.length)]
    const kind = !key || (owner.keys.length < 2 && Math.random() < 0.4) ? 'create' : (['update', 'rotate', 'delete', 'update'] as const)[number % 4]!
    const change: Change = { kind, owner, note: `${this.#name} ${number}`, number, ...(kind === 'create' ? {} : { key }) }
    owner.pending = change
    return change
  }

  async #send(change: Change): Promise<void> {
    const { kind, key, note, number, owner } = change
    const headers = { ...this.#headers, 'Idempotency-Key': `${this.#name}-${number}` }
    const origins = this.#origins()
    const origin = origins[Math.floor(Math.random() * origins.length)]!
    const path = `${keysPath}/${key?.id}`
    const answer = await (
      kind === 'create' ? ask(origin, keysPath, { method: 'POST', headers, body: { name: `${this.#name} key ${number}`, note, userId: owner.id } })
      : kind === 'rotate' ? ask(origin, `${path}/rotate`, { method: 'POST', headers, body: { note } })
      : kind === 'update' ? ask(origin, path, { method: 'PUT', headers, body: { note } })
      : ask(origin, path, { method: 'DELETE', headers })
    ).catch(() => undefined)
    if (!answer) this.cut++
    else this.#take(change, answer)
  }

  #take(change: Change, answer: Answer): void {
    const { kind, key, note, owner } = change
    if (answer.status === 503) {
      this.busy++
      if (answer.headers['retry-after'] === undefined) this.strange.add(`503 without Retry-After: ${answer.text.slice(0, 120)}`)
      owner.refused = true
      return
    }
    // A proxy that was cut off from the server: nobody knows what was done.
    if (answer.status === 502 || answer.status === 504) {
      this.cut++
      return
    }
    // The twin is still running on the server that was cut off from us.
    if (codeOf(answer) === 'request-running') return
    const goneBefore = kind === 'delete' && answer.status === 404
    if (answer.status >= 300 && !goneBefore) {
      this.strange.add(`${kind}: ${answer.status} ${answer.text.slice(0, 120)}`)
      delete owner.pending
      return
    }
    if (answer.headers['idempotency-replayed'] !== undefined) this.givenAgain++
    else if (!goneBefore) this.acknowledged.push(String(answer.headers['x-request-id']))
    const version = Number(/\d+/.exec(answer.headers.etag ?? '')?.[0])
    if (kind === 'delete') owner.keys = owner.keys.filter((other) => other !== key)
    else {
      const { id, apiKey } = json(answer) as { id: string; apiKey?: string }
      if (kind === 'create') owner.keys.push({ id, note, value: apiKey!, version: 1 })
      else Object.assign(key!, { note, version, ...(apiKey === undefined ? {} : { value: apiKey }) })
    }
    delete owner.pending
  }

  /** What was acknowledged and is not in the database, from the `from`th acknowledgement on. Owners with a change of unknown fate are left out. */
  async lost(home: Home, from = 0): Promise<Faults> {
    const lost = new Faults()
    const stored = new Map(
      (await rowsOf<{ id: string; note: string; version: number }>(home, `SELECT id, note, version FROM credentials WHERE kind = 'api-key'`)).map((row) => [
        row.id,
        row,
      ]),
    )
    const owned = new Map(this.#owners.map((owner) => [owner.id, 0]))
    for (const row of await rowsOf<{ owner_id: string; count: string | number }>(home, 'SELECT owner_id, count(*) AS count FROM credentials GROUP BY owner_id'))
      owned.set(row.owner_id, Number(row.count))
    for (const owner of this.#owners.filter((owner) => !owner.pending)) {
      for (const key of owner.keys) {
        const row = stored.get(key.id)
        if (row?.note !== key.note || row.version !== key.version)
          lost.add(`key ${key.id} should be version ${key.version} "${key.note}", is ${row ? `${row.version} "${row.note}"` : 'absent'}`)
      }
      if (owned.get(owner.id) !== owner.keys.length) lost.add(`owner ${owner.id} should have ${owner.keys.length} keys, has ${owned.get(owner.id)}`)
    }
    const recorded = new Set((await rowsOf<{ request_id: string }>(home, `SELECT request_id FROM audit WHERE outcome = 'done'`)).map((row) => row.request_id))
    for (const id of this.acknowledged.slice(from)) if (!recorded.has(id)) lost.add(`request ${id} has no audit row`)
    return lost
  }

  /** How many of the values handed out last do not work. */
  async dead(most = Number.POSITIVE_INFINITY): Promise<number> {
    let dead = 0
    const keys = this.#owners.filter((owner) => !owner.pending).flatMap((owner) => owner.keys).sort(() => Math.random() - 0.5).slice(0, most)
    for (const key of keys) if (await exchange(this.#origins()[0]!, key.value) === undefined) dead++
    return dead
  }
}

const changes = `action IN ('api-key.update', 'api-key.rotate') AND outcome = 'done'`

/** Rows without their audit row and audit rows without theirs, keys without exactly one value, replies claimed and not filled. */
export async function halfApplied(home: Home): Promise<Faults> {
  const faults = new Faults()
  const look = async (what: string, text: string) => {
    for (const row of await rowsOf<{ id: string }>(home, text)) faults.add(`${what}: ${row.id}`)
  }
  const audited = (action: string, id: string) => `EXISTS (SELECT 1 FROM audit a WHERE a.object_id = ${id} AND a.action = '${action}' AND a.outcome = 'done')`
  await look('a key without its audit row', `SELECT id FROM credentials c WHERE NOT ${audited('api-key.create', 'c.id')}`)
  await look('a deleted key that is there', `SELECT id FROM credentials c WHERE ${audited('api-key.delete', 'c.id')}`)
  await look(
    'an audited key that is not there',
    `SELECT object_id AS id FROM audit b WHERE action = 'api-key.create' AND outcome = 'done' AND NOT ${audited('api-key.delete', 'b.object_id')} AND NOT ` +
      `EXISTS (SELECT 1 FROM credentials c WHERE c.id = b.object_id)`,
  )
  await look(
    'a version that the trail does not tell',
    `SELECT id FROM credentials c WHERE version <> 1 + (SELECT count(*) FROM audit a WHERE a.object_id = c.id AND ${changes})`,
  )
  await look(
    'a key without exactly one value',
    'SELECT id FROM credentials c WHERE 1 <> (SELECT count(*) FROM credential_values v WHERE v.credential_id = c.id)',
  )
  await look('a stored reply that is empty', 'SELECT key AS id FROM replies WHERE sealed IS NULL')
  await look('a user without its audit row', `SELECT id FROM users u WHERE email <> 'admin@example.org' AND NOT ${audited('user.create', 'u.id')}`)
  return faults
}

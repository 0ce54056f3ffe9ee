import { advanceRollover, listTsigKeys, planRollover } from '#contract/calls-of-dns.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { tsigAlgorithmNames, tsigAlgorithms } from '#contract/lists-of-dns.ts'
import { several } from '#contract/several.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { call } from '../../client/call.ts'
import { failureOf } from '../../client/failure.ts'
import { makeStale } from '../../client/query-client.ts'
import { wordsFor } from '../../client/words.ts'
import { confirm } from '../../feedback/confirm.ts'
import { eachOf, reportOf } from '../../feedback/each-of.ts'
import { toast } from '../../feedback/toast.ts'
import { staleRollovers } from './queries.ts'

const things = credentialKinds['tsig-key']
const follows = 'HMAC-SHA256'
/** As bulk work everywhere: more than this, and the number has to be typed. */
const typedFrom = 10
const most = 1000

async function legacyKeys(): Promise<TsigKey[]> {
  const filter = `algorithm is any of (${tsigAlgorithmNames.filter((name) => tsigAlgorithms[name].legacy).join(', ')})`
  const keys: TsigKey[] = []
  for (let after: string | null | undefined; after !== null && keys.length < most;) {
    const { data, next } = await call(listTsigKeys, { query: { filter, size: '100', sort: 'name', ...(after === undefined ? {} : { after }) } })
    keys.push(...data)
    after = next
  }
  return keys
}

/**
 * **Roll over all legacy keys**: each is a rollover of its own from then on, so that one which waits for a server keeps no other waiting.
 * One that nobody is known to use, or that is being rolled over, is told of by name.
 */
export async function rollOverLegacy() {
  let keys: TsigKey[]
  try {
    keys = await legacyKeys()
  } catch (thrown) {
    return toast({ text: wordsFor(failureOf(thrown)), tone: 'bad' })
  }
  if (keys.length === 0) return toast({ text: 'No key has a legacy algorithm', tone: 'info' })
  await confirm({
    title: 'Roll over all legacy keys', action: 'Roll over', tone: 'primary', doing: 'Starting', countOf: things.many,
    body:
      `A new ${follows} key takes the place of each, on its own nameservers and by itself where these fetch their files. Each is a rollover of its own, ` +
      'that can be paused and undone.',
    names: keys.map(({ name, algorithm, uses }) => ({
      name, detail: `${algorithm}, ${uses === 0 ? 'used nowhere that is known: it stays' : several(uses, 'use')}`,
    })),
    typeCount: keys.length > typedFrom ? keys.length : undefined,
    run: async (work) => {
      const stayed = await eachOf(keys, async ({ id }) => {
        const planned = await call(planRollover, { params: { tsigId: id }, body: { algorithm: follows } })
        await call(advanceRollover, { params: { rolloverId: planned.id }, body: { step: 1, automatic: true } })
      }, work)
      await makeStale(...staleRollovers)
      const begun = keys.length - stayed.length
      if (begun > 0) toast({ text: `${several(begun, 'rollover')} begun` })
      return reportOf({ things, did: 'rolled over', of: keys.length, stayed, nameOf: ({ name }) => name, stopped: work.signal.aborted })
    },
  })
  return undefined
}

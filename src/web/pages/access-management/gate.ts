import { data, type LoaderFunctionArgs } from 'react-router'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'

/** All of Settings, and what changes TSIG keys, is an administrator's; others are told whose it is, and nothing is asked for them. */
export async function loader() {
  const { user } = await load(session)
  if (user.role !== 'administrator') throw data('This page is for administrators', { status: 404 })
  return null
}

type Loader = (args: LoaderFunctionArgs) => unknown

/** The router starts the loaders of a page and of all above it at once: one behind the gate waits for it, so that nobody who is refused asks the server. */
export const behindGate = <Module extends object>(lazy: () => Promise<Module & { loader?: Loader }>) => async () => {
  const module = await lazy()
  const { loader: inner } = module
  if (inner === undefined) return module
  return {
    ...module,
    async loader(args: LoaderFunctionArgs) {
      await loader()
      return inner(args)
    },
  }
}

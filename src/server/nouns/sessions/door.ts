import type { Sessions } from '../../credentials/sessions.ts'
import type { Door } from '../../pipeline/doors.ts'

/** The id of the person whom a request of the console is for; without it, whoever is signed in. */
const userHeader = 'X-Countersign-User'
const isMeant = (id: string, request: Request) => (request.headers.get(userHeader) ?? id) === id

/** The console's own door. */
export const sessionDoor = (sessions: Sessions): Door => ({
  proof: 'session',
  from: 'carrier',
  async find(value, request) {
    const session = await sessions.find(value)
    // The console says for whom it asks: what one person typed is never done as another who has signed in meanwhile.
    if (session && !isMeant(session.user.id, request)) return undefined
    return session && { user: session.user, proof: 'session', credential: `session:${session.id}`, session }
  },
  async why(value) {
    if (await sessions.find(value))
      return { field: 'session', pointer: '', code: 'session-of-another', message: 'Somebody else is signed in with this session.' }
    return await sessions.whyOver(value) === 'expired'
      ? { field: 'session', pointer: '', code: 'session-expired', message: 'The session ended by its time.' }
      : { field: 'session', pointer: '', code: 'session-ended', message: 'The session is over, and not by its time.' }
  },
  refuses: () => ['not-signed-in'],
  scheme: {
    name: 'session',
    described: {
      type: 'apiKey', in: 'cookie', name: 'session',
      description: 'The console\'s session; unsafe methods also need X-Countersign-CSRF: 1. Over HTTPS the cookie is named __Host-session.',
    },
  },
})

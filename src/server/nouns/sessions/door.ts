import type { Sessions } from '../../credentials/sessions.ts'
import type { Door } from '../../pipeline/doors.ts'

/** The console's own door. */
export const sessionDoor = (sessions: Sessions): Door => ({
  proof: 'session',
  from: 'carrier',
  async find(value) {
    const session = await sessions.find(value)
    return session && { user: session.user, proof: 'session', credential: `session:${session.id}`, session }
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

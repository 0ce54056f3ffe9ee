import { demoPassword } from '#mocks/seed/demo-password.ts'

/** Who works here: the demo's seed `small`, and the same three in a server of our own. */
export const people = {
  administrator: { name: 'Ruth Lindqvist', email: 'ruth.lindqvist@nwnd.example', password: demoPassword, role: 'administrator' },
  user: { name: 'Jonas Meyer', email: 'jonas.meyer@nwnd.example', password: demoPassword, role: 'user' },
  other: { name: 'Maya Okafor', email: 'maya.okafor@nwnd.example', password: demoPassword, role: 'user' },
} as const

export type Person = keyof typeof people

/** How somebody signs in. */
export interface Credentials {
  email: string
  password: string
}

import { stagePassword } from '#mocks/seed/stage-password.ts'

/** Who works here: the stage's seed `small`, and the same three in a server of our own. */
export const people = {
  administrator: { name: 'Ruth Lindqvist', email: 'ruth.lindqvist@nwnd.example', password: stagePassword, role: 'administrator' },
  user: { name: 'Jonas Meyer', email: 'jonas.meyer@nwnd.example', password: stagePassword, role: 'user' },
  other: { name: 'Maya Okafor', email: 'maya.okafor@nwnd.example', password: stagePassword, role: 'user' },
} as const

export type Person = keyof typeof people

/** How somebody signs in. */
export interface Credentials {
  email: string
  password: string
}

/** Who works here. The passwords are of these tests only. */
export const people = {
  administrator: { name: 'Ruth Lindqvist', email: 'ruth.lindqvist@nwnd.example', password: 'brass lantern over quiet water', role: 'administrator' },
  user: { name: 'Jonas Meyer', email: 'jonas.meyer@nwnd.example', password: 'seven herons left the harbour', role: 'user' },
  other: { name: 'Maya Okafor', email: 'maya.okafor@nwnd.example', password: 'velvet anchor beneath the snow', role: 'user' },
} as const

export type Person = keyof typeof people

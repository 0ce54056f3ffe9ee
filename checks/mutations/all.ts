import { access } from './access.ts'
import { lists } from './lists.ts'
import { missed } from './missed.ts'
import type { Mutation } from './mutation.ts'
import { secrets } from './secrets.ts'
import { several } from './several.ts'
import { trail } from './trail.ts'
import { vendors } from './vendors.ts'

/** Every fault that `npm run check:mutation` plants. */
export const mutations: readonly Mutation[] = [...access, ...secrets, ...trail, ...lists, ...vendors, ...several, ...missed]

import { z } from 'zod/v4'

// What `zod` means in a browser (vite.config.ts): the CSP forbids eval, which zod tries when the first object shape is made.
z.config({ jitless: true })

export { z }

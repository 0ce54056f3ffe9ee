import { z } from 'zod'

// The CSP forbids eval, which zod tries when the first schema is made. Hence before anything that makes one,
// and the rest by dynamic import: a static import would be evaluated first.
z.config({ jitless: true })

const { start } = await import('./web/start.tsx')
start(document.getElementById('root')!)

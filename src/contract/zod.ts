import { config, z } from 'zod'

// Before the first shape is made: the console's CSP forbids `eval`, which zod would try and the browser report.
if (typeof document !== 'undefined') config({ jitless: true })

export { z }

const loading = import('./web/start.tsx')
// The mode is known while building: of the demo nothing is left in production, not even this line.
const raised = import.meta.env.MODE === 'mock' ? (await import('#mocks/browser.ts')).raise() : true
if (await raised) (await loading).start(document.getElementById('root')!)

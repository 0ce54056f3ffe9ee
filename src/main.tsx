const loading = () => import('./web/start.tsx')
const start = async (console: ReturnType<typeof loading>) => (await console).start(document.getElementById('root')!)

// The mode is known while building: of the demo nothing is left in production, not even this line.
if (import.meta.env.MODE === 'mock') {
  const { raise, consoleWanted } = await import('#mocks/browser.ts')
  // Beside the demo, but not in a tab that only holds it for others.
  const early = consoleWanted() ? loading() : undefined
  if (await raise()) await start(early ?? loading())
} else await start(loading())

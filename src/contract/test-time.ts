/**
 * Milliseconds that this process has computed since: what a test of growing times goes by. On a machine that others keep busy
 * the clock on the wall says nothing of how much there was to do.
 */
export function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export interface DemoPerson {
  name: string
  email: string
  role: 'administrator' | 'user'
}

/** What `window.countersignDemo` does, for a test suite and for whoever is curious: without a reload, and for all tabs that share it. */
export interface DemoHandle {
  /** Signs somebody in in this tab, as `as=` does; the console notices at its next call, or after a reload. */
  signIn(who: string): Promise<DemoPerson>
  /** Moves the server's clock on. */
  forward(milliseconds: number): Promise<void>
  /** Makes calls fail from now on (`faults.ts` has the names); the answer is what `lift` takes. */
  fault(where: string, fault: string, times?: number): Promise<number>
  lift(fault: number): Promise<void>
  /** Where the first administrator is made, while there is nobody. */
  setupPath(): Promise<string | undefined>
  /** Does the audit chain hold? */
  verify(): Promise<boolean>
  /** Deletes the newest rows of the audit trail, past the server, as somebody could who has the database. */
  cutTrail(rows: number): Promise<void>
}

declare global {
  interface Window {
    countersignDemo: DemoHandle
  }
}

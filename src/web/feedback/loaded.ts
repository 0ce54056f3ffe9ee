import { toast } from './toast.ts'

/** Code that comes when it is asked for; `undefined`, with a toast that says so, while it cannot be had. */
export async function loaded<Code>(load: () => Promise<Code>): Promise<Code | undefined> {
  try {
    return await load()
  } catch {
    toast({ tone: 'bad', text: 'The server cannot be reached, so nothing was done. Check the connection and try again.' })
    return undefined
  }
}

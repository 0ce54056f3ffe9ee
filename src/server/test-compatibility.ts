import { resolve } from 'node:path'
import { expect } from 'vitest'

/** A line of a table in docs/compatibility: what was tried, and what came of it. */
export interface Tried {
  /** The format, or the client with its version. */
  what: string
  tried: string
  result: string
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/**
 * Holds a page of docs/compatibility to what the tests saw: it fails where the page says anything else, and
 * `npx vitest run <file> --update` writes it anew. `name` is the page's file, `heading` that of its first column.
 */
export async function expectCompatibility(name: string, title: string, intro: string, heading: string, rows: readonly Tried[]): Promise<void> {
  const table = rows.map(({ what, tried, result }) => `| ${cell(what)} | ${cell(tried)} | ${cell(result)} |`)
  const page = [`# ${title}`, '', intro, '', `| ${heading} | Tried | Result |`, '| --- | --- | --- |', ...table, ''].join('\n')
  await expect(page).toMatchFileSnapshot(resolve(import.meta.dirname, `../../docs/compatibility/${name}.md`))
}

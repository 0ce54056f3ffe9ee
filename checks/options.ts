import { resolve } from 'node:path'

/**
 * What every check understands: `--short` (the form CI runs), `--only=sqlite|postgres`, and `--server=<folder>`, another
 * copy of this package whose server is checked instead (a deliberately naive one, see naive.ts).
 */
export const short = process.argv.includes('--short')
const only = /^--only=(.*)$/.exec(process.argv.find((argument) => argument.startsWith('--only=')) ?? '')?.[1]

/** A number given as `--<name>=<number>`, for trying a check by hand. */
export function numberOption(name: string, otherwise: number): number {
  const text = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1]
  return text === undefined ? otherwise : Number(text)
}

/** Is this part of the check asked for? All are, unless `--only` names another. */
export const asked = (part: string): boolean => only === undefined || only === part

/** The folder of the package under test: this one, or `--server`'s. */
export const serverFolder = resolve(
  process.argv.find((argument) => argument.startsWith('--server='))?.slice('--server='.length) ?? resolve(import.meta.dirname, '..'),
)

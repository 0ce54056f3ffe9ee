/** A spreadsheet takes a cell that begins so for a formula; `＝` is what some turn into `=` (OWASP CSV Injection). */
const live = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

/** One cell (RFC 4180), neutralised: an apostrophe goes before what a spreadsheet would run. */
function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  const harmless = typeof value !== 'number' && live.test(text) ? `'${text}` : text
  return /[",\r\n\t;]|^\s|\s$/.test(harmless) || harmless !== text ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** One line of CSV with its line end. */
export const csvLine = (values: readonly (string | number | null | undefined)[]): string => `${values.map(cell).join(',')}\r\n`

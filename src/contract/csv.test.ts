import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

/*
 * Both CSVs, the server's (AUDIT LOG, users of CertCentral) and the console's, are made of `csvLine`. What makes a spreadsheet
 * run a cell: OWASP, CSV Injection; some take blanks away first. Seen to fail: without `\s*`, and without each of the signs.
 */
const signs = ['=', '+', '-', '@', '\t', '\r', '\uff1d', '\uff0b', '\uff0d', '\uff20']
const before = ['', ' ', '   ', '\n', '\r\n', '\t', '\u00a0', '\u2003', '\u3000', '\ufeff', ' \u00a0\n']

test('a cell that a spreadsheet would run is text there, whatever blanks stand before it', () => {
  for (const blank of before) for (const sign of signs) {
    const formula = `${blank}${sign}1+1`
    expect(csvLine([formula]), JSON.stringify(formula)).toBe(`"'${formula}"\r\n`)
  }
  expect(csvLine([' =HYPERLINK("http://x.example")'])).toBe(`"' =HYPERLINK(""http://x.example"")"\r\n`)
})

test('numbers and ordinary text stay as they are, and what would break a line or a column stands in quotes', () => {
  expect(csvLine([-5, null, undefined, 'a=b', 'a - b', 'mail@example.org'])).toBe('-5,,,a=b,a - b,mail@example.org\r\n')
  expect(csvLine(['a,b', 'a;b', 'a"b', 'a\nb', 'a\r\nb', ' a', 'a '])).toBe('"a,b","a;b","a""b","a\nb","a\r\nb"," a","a "\r\n')
})

/** What runs here; the same as in package.json (version.test.ts compares). */
export const version = '1.0.0'

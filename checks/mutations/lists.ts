import type { Mutation } from './mutation.ts'

/** Filters, dates, files and what is typed. */
export const lists: readonly Mutation[] = [
  { fault: 'SQL: what is empty is not found by "does not contain"', file: 'src/server/list/sql.ts', find: 'sql`(${x} is null or not (${holds}))`', put: 'sql`(not (${holds}))`', tests: ['src/server/list/list.test.ts'] },
  { fault: 'SQL: % in a value finds anything', file: 'src/server/list/sql.ts', find: "text.replace(/[%_\\\\]/g, '\\\\$&')", put: 'text', tests: ['src/server/list/list.test.ts'] },
  { fault: 'SQL: "starts with" is "contains"', file: 'src/server/list/sql.ts', find: "case 'starts': return like((text) => `${text}%`)", put: "case 'starts': return like((text) => `%${text}%`)", tests: ['src/server/list/list.test.ts'] },
  { fault: 'SQL: the next page leaves out what is equal', file: 'src/server/list/sql.ts', find: 'return all([...keys.slice(0, 1).map((key) => isNotEarlier(key, value(0))), any(steps)])', put: 'return all([isLater(keys[0]!, value(0)), any(steps)])', tests: ['src/server/list/list.test.ts'] },
  { fault: 'the tab: "does not equal" leaves out what is empty', file: 'src/contract/matches.ts', find: "(isNothing(value) ? how === 'empty' : holds(value)) !== not", put: "(isNothing(value) ? how === 'empty' : holds(value) !== not)", tests: ['src/server/list/list.test.ts', 'src/contract/filter.test.ts'] },
  { fault: '"does not equal" is "equals", everywhere alike', file: 'src/contract/operators.ts', find: "'does not equal': { takes: 'one', how: 'equals', not: true }", put: "'does not equal': { takes: 'one', how: 'equals' }", tests: ['src/contract/filter.test.ts', 'src/web/table/rows-engine.test.ts'] },
  { fault: '"ends with" is "starts with", everywhere alike', file: 'src/contract/operators.ts', find: "'ends with': { takes: 'one', how: 'ends' }", put: "'ends with': { takes: 'one', how: 'starts' }", tests: ['src/contract/filter.test.ts', 'src/web/table/rows-engine.test.ts'] },
  { fault: '"is on or after" is "is after", everywhere alike', file: 'src/contract/operators.ts', find: "'is on or after': { takes: 'one', how: 'from' }", put: "'is on or after': { takes: 'one', how: 'after' }", tests: ['src/contract/filter.test.ts', 'src/web/table/rows-engine.test.ts'] },
  { fault: 'a choice "is not" what it is, everywhere alike', file: 'src/contract/operators.ts', find: "  'is not': { takes: 'one', how: 'equals', not: true }", put: "  'is not': { takes: 'one', how: 'equals' }", tests: ['src/contract/filter.test.ts', 'src/web/table/rows-engine.test.ts'] },
  { fault: 'the tab: "is any of" looks at the first alone', file: 'src/contract/matches.ts', find: "case 'equals': return one ? (text) => text === first : (text) => sought.includes(text)", put: "case 'equals': return (text) => text === first", tests: ['src/server/list/list.test.ts', 'src/contract/filter.test.ts'] },
  { fault: '"is after" a day has the day in it', file: 'src/contract/matches.ts', find: "case 'after': return { from: end, before: Infinity }", put: "case 'after': return { from: start, before: Infinity }", tests: ['src/contract/filter.test.ts'] },
  { fault: 'a cursor fits every list', file: 'src/server/list/list.ts', find: 'if (dot < 0 || sign(mac(payload)) !== sign(cursor.slice(dot + 1))) {', put: 'if (dot < 0) {', tests: ['src/server/list/list.test.ts'] },
  { fault: '1900 and 2100 have a 29 February', file: 'src/contract/dates.ts', find: ' && (year % 100 !== 0 || year % 400 === 0)', put: '', tests: ['src/contract/dates.test.ts'] },
  { fault: 'a year after 29 February is 1 March', file: 'src/contract/expiry.ts', find: 'Math.min(wanted, lastDay)', put: 'wanted', tests: ['src/contract/expiry.test.ts', 'src/server/nouns/api-keys/routes.test.ts'] },
  { fault: 'a custom date ends as it begins', file: 'src/web/form/expiry.ts', find: 'T23:59:59Z`', put: 'T00:00:00Z`', tests: ['src/web/form/expiry.test.ts'] },
  { fault: 'CSV: a formula after a blank runs', file: 'src/contract/csv.ts', find: '/^\\s*[=', put: '/^[=', tests: ['src/contract/csv.test.ts'] },
  { fault: 'CSV: a formula that begins with @ runs', file: 'src/contract/csv.ts', find: '+\\-@\\t', put: '+\\-\\t', tests: ['src/contract/csv.test.ts'] },
]

/* What an IPv6 address is made of, without Node's own functions, so that the same code runs in the tab. */

/** The eight groups of an IPv6 address in any spelling, without its zone; `undefined` for anything else. */
export function groupsOf(address: string): number[] | undefined {
  const text = address.replace(/%.*$/, '')
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]`)) return undefined
  const [head, tail] = new URL(`http://[${text}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== '')) as [string[], string[]?]
  const groups = tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return groups.map((group) => Number.parseInt(group, 16))
}

export const lastAsV4 = (groups: readonly number[]) => [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.')
export const begins = (groups: readonly number[], ...first: readonly number[]) => first.every((group, index) => groups[index] === group)

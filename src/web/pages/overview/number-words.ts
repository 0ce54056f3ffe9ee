/** `214`, `10,000+`. */
export const numberWords = (count: number, capped: boolean): string => `${count.toLocaleString('en')}${capped ? '+' : ''}`

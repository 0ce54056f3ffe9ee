/** What every value of ours begins with (server/credentials/format.ts), and one character more. */
const beginning = /csn_(?:ak|at|ck|pt)_[0-9A-Za-z]/
const whole = /csn_(?:ak|at|ck|pt)_[0-9A-Za-z]{38,}/

/** Is some of a credential in this text? Then it goes neither into the URL nor into a search (rulings: Search box). */
export const holdsCredential = (text: string): boolean => beginning.test(text)

/** The credential that was pasted, whatever stands round it, once it is long enough to be one. */
export const pastedCredential = (text: string): string | undefined => whole.exec(text)?.[0]

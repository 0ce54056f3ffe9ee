import { randomBytes } from 'node:crypto'

/* Bodies as large as the API takes them. */

/** Account facts: 10,000 entries, 8 MiB less a little. */
export function giantFacts(round: number): Record<string, unknown> {
  const filler = 'n'.repeat(200)
  const entry = (id: number) => ({
    id,
    name: `Northwind ${round} ${id}`,
    container: { id: 1 },
    extra: { notes: [filler, filler, filler], made_by: { id, first_name: 'Ada', last_name: 'Lovelace' } },
  })
  return {
    account: { id: 7 }, balance: { balance: '12.00', currency: 'USD' },
    organizations: Array.from({ length: 4000 }, (_, at) => ({ ...entry(at + 1), status: 'active', display_name: filler.slice(0, 50) })),
    domains: Array.from({ length: 4000 }, (_, at) => ({
      ...entry(at + 1),
      name: `d${at}.example.org`,
      is_active: true,
      validations: [
        { type: 'ov', status: 'active' },
        { type: 'ev', status: 'pending' },
      ],
    })),
    products: Array.from({ length: 1000 }, (_, at) => ({
      name_id: at === 0 ? 'ssl_plus' : `product_${at}`,
      name: 'Standard SSL',
      type: 'ssl_certificate',
      group_name: filler,
      allowed_validity_years: [1, 2, 3],
    })),
    containers: Array.from({ length: 1000 }, (_, at) => ({ id: at + 1, name: `Division ${at}`, is_active: true })),
  }
}

const secret = () => randomBytes(32).toString('base64')

/** Configuration of so many keys, in the form that is given; the comments bring it near 8 MiB. */
export function giantImport(count: number, form: 'bind' | 'lines' | 'yaml', prefix: string): string {
  const comment = 'c'.repeat(Math.floor(7_000_000 / count) - 150)
  const one = (at: number) => {
    const name = `${prefix}-${at}.example`
    if (form === 'bind') return `# ${comment}\nkey "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${secret()}";\n};\n`
    if (form === 'yaml') return `  - id: ${name}\n    algorithm: hmac-sha256\n    secret: ${secret()}\n`
    return `# ${comment}\nhmac-sha256:${name}:${secret()}\n`
  }
  return (form === 'yaml' ? 'key:\n' : '') + Array.from({ length: count }, (_, at) => one(at)).join('')
}

import { expect, it } from 'vitest'
import { themeCss } from './theme-css.ts'
import { colour } from './tokens.ts'

it('theme.css is what the theme makes', async () => {
  await expect(themeCss()).toMatchFileSnapshot('./theme.css')
})

it('has the colours of both schemes, chosen by data-theme', () => {
  const [light, dark] = themeCss().split('[data-theme="dark"]')
  expect(light).toContain(`--cs-accent: ${colour('accent', 'light')};`)
  expect(dark).toContain(`--cs-accent: ${colour('accent', 'dark')};`)
})

import { useState } from 'react'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Small } from '../../ui/page.tsx'
import { PlainLink } from '../../ui/plain-link.tsx'
import { TabList } from '../../ui/tab-list.tsx'
import { languages, snippetOf, type Language } from './snippets.ts'

/** How a key is used, with a variable and never its value: exchanged for a token, then a call with that. */
export function UseIt() {
  const [language, choose] = useState<Language>('curl')
  return (
    <Labelled label="Use it">
      <TabList label="Language" tabs={languages} value={language} onChange={choose}>
        <CodeBlock label="Use it">{snippetOf(language, location.origin)}</CodeBlock>
      </TabList>
      <Small>
        The key stands in the variable COUNTERSIGN_API_KEY, so that it is in no file and no history. <PlainLink href="/docs">API documentation</PlainLink>
      </Small>
    </Labelled>
  )
}

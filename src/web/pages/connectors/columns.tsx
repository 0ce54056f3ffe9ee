import type { Connector } from '#contract/connectors.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, monoColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { hintOf, regionWord, stateWord, templateWords } from './words.ts'

const readyWord = { true: 'Yes', false: 'No' } as const

/** **CertCentral › Connectors**. */
export const connectorTableColumns: readonly Column<Connector>[] = [
  nameColumn({ name: (connector) => connector.name, href: (connector) => paths.connector(connector.id), width: 180 }),
  { ...textColumn<Connector>({ id: 'region', header: 'Region', of: (connector) => regionWord[connector.region], width: 104 }), words: regionWord },
  monoColumn({ id: 'baseUrl', header: 'Base URL', of: (connector) => connector.baseUrl, width: 260 }),
  {
    ...monoColumn<Connector>({ id: 'apiKeyHint', header: 'API key', of: (connector) => hintOf(connector.apiKeyHint), width: 156 }),
    sortField: 'apiKeyHint.last4',
  },
  statusColumn({ of: (connector) => stateWord[connector.status], words: stateWord }),
  agoColumn({ id: 'lastCheck.at', header: 'Last check', of: (connector) => connector.lastCheck?.at ?? null }),
  {
    ...textColumn<Connector>({ id: 'lastCheck.ready', header: 'Ready', of: ({ lastCheck }) => lastCheck && readyWord[`${lastCheck.ready}`], width: 80 }),
    words: readyWord,
    hidden: true,
  },
  {
    ...textColumn<Connector>({ id: 'template', header: 'Template', of: (connector) => templateWords(connector.template), width: 180 }),
    value: undefined,
    csv: (connector) => templateWords(connector.template),
    hidden: true,
  },
  { ...textColumn<Connector>({ id: 'divisionId', header: 'Division', of: (connector) => connector.divisionId, width: 96 }), hidden: true },
  { ...textColumn<Connector>({ id: 'createdBy', header: 'Added by', of: (connector) => connector.createdBy, width: 140 }), hidden: true },
  { ...dateColumn<Connector>({ id: 'createdAt', header: 'Added', of: (connector) => connector.createdAt }), hidden: true },
]

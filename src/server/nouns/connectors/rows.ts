import { sql, type Selectable } from 'kysely'
import { regionBases, type CheckLine, type Connector, type ConnectorCheck, type ConnectorTemplate, type LineState } from '#contract/connectors.ts'
import { credentialPattern } from '../../credentials/format.ts'
import type { Database, Tx } from '../../db/store.ts'
import type { ConnectorCheckTable, ConnectorTable } from '../../db/tables.ts'
import { iso } from '../../time.ts'
import type { Place } from '../../secrets/vault.ts'

export type ConnectorRow = Selectable<ConnectorTable>

/** Connectors without their keys: what lists and GET read cannot give one away. */
export const connectorRows = (db: Database | Tx) =>
  db.selectFrom('connectors as n').leftJoin('users as u', 'u.id', 'n.created_by').select([
    'n.id', 'n.name', 'n.region', 'n.base_url', 'n.key_version', 'n.hint_start', 'n.hint_last4', 'n.division_id', 'n.contract_account', 'n.template',
    'n.created_at', 'n.created_by', 'n.updated_at', 'n.version', 'u.name as creator',
  ])
/** The same, each with its last check. */
export const checkedConnectorRows = (db: Database | Tx) =>
  connectorRows(db)
    .leftJoin('connector_checks as k', (join) =>
      join.on('k.id', '=', (on) =>
        on
          .selectFrom('connector_checks as l')
          .select(({ fn }) => fn.max('l.id').as('id'))
          .whereRef('l.connector_id', '=', 'n.id'),
      ),
    )
    .select(['k.id as check_id', 'k.checked_at', 'k.lines'])
export type OpenConnectorRow = Awaited<ReturnType<ReturnType<typeof connectorRows>['executeTakeFirstOrThrow']>>
export type CheckRow = Selectable<ConnectorCheckTable>

/** Where a key is sealed: its row and which of the connector's keys it is. */
export const connectorKeyPlace = ({ id, key_version: version }: Pick<ConnectorRow, 'id' | 'key_version'>): Place => ({
  table: 'connectors',
  column: 'api_key',
  row: id,
  owner: 'account',
  version,
})

/** The first and the last characters of a key, fewer of a short one: never more than a quarter of it. One of ours reads as in its own list. */
export function keyHint(key: string): { start: string; last4: string } {
  if (credentialPattern.exec(key)?.[0] === key) return { start: key.slice(0, 11), last4: key.slice(-4) }
  const shown = Math.min(4, key.length >> 3)
  return { start: key.slice(0, shown), last4: key.slice(key.length - shown) }
}

/** The base URL that is asked: wherever this server is, the region's, or what was given. */
export const baseOf = (row: Pick<ConnectorRow, 'region' | 'base_url'>, origin: string): string =>
  row.region === 'own' ? `${origin}/services/v2` : row.region === 'custom' ? row.base_url : regionBases[row.region]

export function toCheck(row: Pick<CheckRow, 'id' | 'checked_at' | 'lines'>): ConnectorCheck {
  const lines = JSON.parse(row.lines) as CheckLine[]
  const count = (state: LineState) => lines.filter((line) => line.state === state).length
  const [failed, stopped] = [count('failed'), lines.some(({ prerequisite, state }) => prerequisite === 'account' && state === 'not-checked')]
  return {
    id: row.id,
    at: iso(row.checked_at),
    ready: failed === 0 && !stopped,
    passed: count('passed'),
    warnings: count('warning'),
    failed,
    notChecked: count('not-checked'),
    lines,
  }
}

export const statusOf = (check: Pick<ConnectorCheck, 'ready' | 'warnings' | 'failed'> | null): LineState =>
  check === null ? 'not-checked' : check.failed > 0 ? 'failed' : !check.ready ? 'not-checked' : check.warnings > 0 ? 'warning' : 'passed'

/** The same in SQL, of `k.lines` as `JSON.stringify` wrote them: within a text every quote has a backslash before it, so no evidence reads like a state. */
export const statusSql = sql<LineState>`case when k.lines is null then 'not-checked' when k.lines like '%","state":"failed"%' then 'failed'
  when k.lines like '%{"prerequisite":"account","state":"not-checked"%' then 'not-checked'
  when k.lines like '%","state":"warning"%' then 'warning' else 'passed' end`

/** `ready` of the last check in SQL. */
export const readySql = sql<string | null>`case when k.lines is null then null when ${statusSql} in ('failed', 'not-checked') then 'false' else 'true' end`

/** `baseOf` in SQL. */
export const baseSql = (origin: string) =>
  sql<string>`case n.region when 'own' then ${`${origin}/services/v2`} when 'us' then ${regionBases.us} when 'eu' then ${regionBases.eu} else n.base_url end`

function summaryOf(row: Parameters<typeof toCheck>[0]): NonNullable<Connector['lastCheck']> {
  const { lines: _, ...summary } = toCheck(row)
  return summary
}

/** A row as the API answers it. Never holds the key. */
export function toConnector(
  row: OpenConnectorRow,
  of: { origin: string; allowed: ReadonlySet<string>; check: Pick<CheckRow, 'id' | 'checked_at' | 'lines'> | undefined },
): Connector {
  const lastCheck = of.check ? summaryOf(of.check) : null
  return {
    id: row.id,
    name: row.name,
    region: row.region,
    baseUrl: baseOf(row, of.origin),
    allowed: row.region === 'own' || of.allowed.has(baseOf(row, of.origin)),
    apiKeyHint: { start: row.hint_start, last4: row.hint_last4 },
    divisionId: row.division_id,
    contractAccount: row.contract_account === 1,
    template: row.template === null ? null : (JSON.parse(row.template) as ConnectorTemplate),
    createdAt: iso(row.created_at),
    createdBy: row.creator,
    updatedAt: iso(row.updated_at),
    status: statusOf(lastCheck),
    lastCheck,
  }
}

/** What the trail keeps of a connector: which key it has, and never the key. */
export const connectorFacts = (row: Omit<OpenConnectorRow, 'creator'>) => ({
  name: row.name, region: row.region, baseUrl: row.base_url, divisionId: row.division_id, contractAccount: row.contract_account === 1, template: row.template,
  apiKeyHint: { start: row.hint_start, last4: row.hint_last4 },
})

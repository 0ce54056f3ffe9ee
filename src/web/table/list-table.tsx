import { useQuery } from '@tanstack/react-query'
import { query } from '../client/query.ts'
import { DataTable } from './data-table.tsx'
import type { ListTableProps } from './list-table-props.ts'

/** MINIMAL for now: the props of list-table-props.ts are final, the rest is being filled in. */
export function ListTable<Row>({ caption, things, list, idField = 'id', columns, rowName, rowActions, sort, empty }: ListTableProps<Row>) {
  const { data, error, refetch } = useQuery(query(list, { query: { size: '50', sort: `${sort.desc ? '-' : ''}${sort.id}` } }))
  const rows = data === undefined ? undefined : (data as { data: Row[] }).data
  return (
    <DataTable
      caption={caption} columns={columns.filter((column) => !column.hidden)} rows={rows} rowId={(row) => String((row as Record<string, unknown>)[idField])} rowName={rowName}
      rowActions={rowActions} failure={error} onRetry={() => void refetch()} things={things.many} empty={empty}
    />
  )
}

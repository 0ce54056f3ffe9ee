// MUI X DataGrid, community edition, as its documentation has it: 100 rows a page, its most, of which it draws those in sight.
import { DataGrid, useGridApiRef } from '@mui/x-data-grid'
import { useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { columns as names, rowHeight, viewHeight } from '../rows.ts'
import { root, rows } from './held.ts'

const columns = names.map(([field, headerName]) => ({ field, headerName, flex: 1, minWidth: 100 }))

function Table() {
  const api = useGridApiRef()
  useLayoutEffect(() => {
    window.bench = {
      filter: (text) => api.current.setFilterModel({ items: text ? [{ field: 'name', operator: 'contains', value: text }] : [] }),
      sort: (way) => api.current.setSortModel(way ? [{ field: 'name', sort: way }] : []),
      selectAll: () => document.querySelector('.MuiDataGrid-columnHeaders input[type=checkbox]').click(),
      showNote: (on) => api.current.setColumnVisibility('note', on),
      scroller: () => document.querySelector('.MuiDataGrid-virtualScroller'),
      nextPage: () => document.querySelector('[aria-label="Go to next page"]')?.click(),
      firstName: () => document.querySelector('.MuiDataGrid-row[data-rowindex="0"] [data-field="name"]')?.textContent,
      firstChecked: () => !!document.querySelector('.MuiDataGrid-row[data-rowindex="0"] input')?.checked,
      rowSelector: '.MuiDataGrid-row',
    }
  }, [api])
  return (
    <div style={{ width: 1380, height: viewHeight + 90 }}>
      <DataGrid
        apiRef={api} rows={rows} columns={columns} checkboxSelection disableRowSelectionOnClick rowHeight={rowHeight} columnHeaderHeight={rowHeight}
        pageSizeOptions={[25, 50, 100]} initialState={{ pagination: { paginationModel: { pageSize: 100 } } }}
      />
    </div>
  )
}

createRoot(root).render(<Table />)

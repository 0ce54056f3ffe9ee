// The limit: no framework. Columnar lower-cased names, Int32Array index, recycled rows.
import { columns as COLUMNS, rowHeight as ROW_H, viewHeight as VIEW_H } from '../rows.ts'
import { root, rows } from './held.ts'
const N = rows.length
const st = document.createElement('style')
st.textContent = `.t{width:1380px}.h,.r{display:flex;height:${ROW_H}px;line-height:${ROW_H}px;border-bottom:1px solid #ddd;box-sizing:border-box;font-size:14px}.h{font-weight:600}.r{position:absolute;left:0;right:0;top:0;will-change:transform}.c{flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding:0 8px}.k{width:48px;padding:0 8px;flex:none}.s{height:${VIEW_H}px;overflow:auto;position:relative;contain:strict}.hide8 .c8{display:none}`
document.head.append(st)
const t = document.createElement('div'); t.className = 't'
const h = document.createElement('div'); h.className = 'h'
const all = document.createElement('input'); all.type = 'checkbox'; all.id = 'all'
const k = document.createElement('div'); k.className = 'k'; k.append(all); h.append(k)
COLUMNS.forEach(([, l], i) => { const d = document.createElement('div'); d.className = 'c c' + i; d.textContent = l; h.append(d); })
const s = document.createElement('div'); s.className = 's'
const inner = document.createElement('div'); inner.style.position = 'relative'; s.append(inner)
t.append(h, s); root.append(t)

let lower = null
let view = null, len = N, order = null; // null = identity
const sel = new Uint8Array(N); let selCount = 0
const POOL = Math.ceil(VIEW_H / ROW_H) + 6
const pool = []
for (let p = 0; p < POOL; p++) {
  const r = document.createElement('div'); r.className = 'r'
  const kd = document.createElement('div'); kd.className = 'k'
  const cb = document.createElement('input'); cb.type = 'checkbox'; kd.append(cb); r.append(kd)
  const cells = COLUMNS.map((_, i) => { const d = document.createElement('div'); d.className = 'c c' + i; const tx = document.createTextNode(''); d.append(tx); r.append(d); return tx; })
  cb.addEventListener('change', () => { const id = r._i; if (sel[id] !== +cb.checked) { sel[id] = +cb.checked; selCount += cb.checked ? 1 : -1; } })
  pool.push({ r, cb, cells, i: -1, pos: -1 })
}
inner.append(...pool.map((p) => p.r))
function draw(force) {
  const first = Math.max(0, Math.min(((s.scrollTop / ROW_H) | 0) - 2, Math.max(0, len - POOL)))
  for (let v = first; v < first + POOL; v++) {
    const slot = pool[v % POOL]
    if (v >= len) { if (slot.pos !== -1) { slot.r.style.display = 'none'; slot.pos = -1; slot.i = -1; } continue; }
    const i = view ? view[v] : v
    if (slot.pos !== v) { if (slot.pos === -1) slot.r.style.display = ''; slot.r.style.transform = `translateY(${v * ROW_H}px)`; slot.pos = v; }
    if (slot.i !== i) {
      const row = rows[i]; slot.i = i; slot.r._i = i; slot.r.dataset.v = v
      for (let c = 0; c < 9; c++) slot.cells[c].data = row[COLUMNS[c][0]]
      slot.cb.checked = !!sel[i]
    } else if (force) slot.cb.checked = !!sel[i]
  }
}
function size() { inner.style.height = len * ROW_H + 'px'; }
let needle = '', dir = 0
function compute() {
  if (dir && !order) { // sort once; descending is the reverse
    order = Int32Array.from({ length: N }, (_, i) => i)
    const a = (lower ||= rows.map((r) => r.name.toLowerCase()))
    order.sort((x, y) => (a[x] < a[y] ? -1 : 1))
  }
  if (!needle && !dir) { view = null; len = N; return; }
  if (needle && !lower) lower = rows.map((r) => r.name.toLowerCase())
  const out = new Int32Array(N); let m = 0
  for (let q = 0; q < N; q++) {
    const i = dir === 0 ? q : dir > 0 ? order[q] : order[N - 1 - q]
    if (!needle || lower[i].includes(needle)) out[m++] = i
  }
  view = out; len = m
}
function refresh() { compute(); size(); s.scrollTop = 0; draw(); }
s.addEventListener('scroll', () => draw(), { passive: true })
all.addEventListener('change', () => { sel.fill(+all.checked); selCount = all.checked ? N : 0; draw(true); })
size(); draw()
window.bench = {
  filter: (x) => { needle = x.toLowerCase(); refresh(); },
  sort: (d) => { dir = d === 'asc' ? 1 : d === 'desc' ? -1 : 0; refresh(); },
  selectAll: () => all.click(),
  showNote: (on) => t.classList.toggle('hide8', !on),
  scroller: () => s,
  nextPage: () => {},
  firstName: () => { const v = view ? view[0] : 0; const p = pool.find((p) => p.pos === 0); return p && p.i === v ? p.cells[0].data : null; },
  firstChecked: () => !!pool.find((p) => p.pos === 0)?.cb.checked,
  rowSelector: '.r',
}

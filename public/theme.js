// Sets the colour scheme before the first paint. A file of its own, because the CSP allows no inline script.
// The console's theme (src/web/ui/look.tsx) reads and writes the same key, and follows the system afterwards.
(function () {
  var root = document.documentElement
  var system = window.matchMedia('(prefers-color-scheme: dark)')
  function choose() {
    var choice
    try { choice = localStorage.getItem('countersign.theme') } catch { /* storage is refused: follow the system */ }
    root.setAttribute('data-theme', choice === 'light' || choice === 'dark' ? choice : system.matches ? 'dark' : 'light')
  }
  choose()
  system.addEventListener('change', choose)
})()

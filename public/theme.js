// Sets the colour scheme before the first paint. A file of its own, because the CSP allows no inline script.
// src/web/ui/look.tsx writes the same key; this file goes on following the system and other tabs.
(function () {
  var root = document.documentElement
  var system = window.matchMedia('(prefers-color-scheme: dark)')
  function apply() {
    var choice
    try { choice = localStorage.getItem('countersign.theme') } catch { /* storage is refused: follow the system */ }
    root.setAttribute('data-theme', choice === 'light' || choice === 'dark' ? choice : system.matches ? 'dark' : 'light')
  }
  apply()
  system.addEventListener('change', apply)
  window.addEventListener('storage', apply)
})()

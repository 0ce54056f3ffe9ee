// Sets the colour scheme before the first paint. A file of its own, because the CSP allows no inline script.
// src/web/ui/look.tsx reads and writes the same key, and follows the system and other tabs from then on.
(function () {
  var choice
  try { choice = localStorage.getItem('countersign.theme') } catch { /* storage is refused: follow the system */ }
  var dark = choice === 'dark' || (choice !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-theme', dark ? 'dark' : 'light')
})()

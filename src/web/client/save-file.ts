/** Has the browser save a file under this name. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it by then; earlier, Safari saves nothing.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

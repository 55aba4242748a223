/** In a frame, tells the page around it how high this one is, and when the visit is over: see embed/browser.ts. */
export function tell(bondhu: string, height = 0): void {
  // Neither is a secret.
  if (parent !== window) parent.postMessage({ bondhu, height }, '*')
}

export function tellHeight(): void {
  const html = document.documentElement
  if (parent !== window) new ResizeObserver(() => tell('height', html.offsetHeight)).observe(html)
}

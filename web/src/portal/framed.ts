/** In a frame, tells the page around it how high this one is: see embed/browser.ts. The height is no secret. */
export function tellHeight(): void {
  if (parent === window) return
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height)
    parent.postMessage({ bondhu: 'height', height }, '*')
  }
  new ResizeObserver(tell).observe(document.documentElement)
}

/** The visit has ended: the app opens a new one. */
export function tellOver(): void {
  if (parent !== window) parent.postMessage({ bondhu: 'over' }, '*')
}

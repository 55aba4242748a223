/**
 * `/bondhu-portal.js`: `<bondhu-portal session-url="…">` shows the portal in a frame as high as its page. The address comes
 * from the app's server, for each visit anew.
 */
const heightMin = 320

class BondhuPortal extends HTMLElement {
  static readonly observedAttributes = ['session-url']
  private readonly frame = document.createElement('iframe')
  private origin = ''

  connectedCallback(): void {
    this.frame.title = this.getAttribute('title') ?? 'Bondhu'
    this.frame.allow = 'web-share; clipboard-write'
    this.frame.style.cssText = `border:0;width:100%;display:block;height:${heightMin}px`
    this.append(this.frame)
    addEventListener('message', this.hear)
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.hear)
  }

  attributeChangedCallback(_name: string, _before: string | null, address: string | null): void {
    if (address === null || !URL.canParse(address)) return
    this.origin = new URL(address).origin
    this.frame.src = address
  }

  /** Only its own frame may say how high it is, or that the visit is over. */
  private readonly hear = ({ data, origin, source }: MessageEvent<{ bondhu?: string; height?: number }>): void => {
    if (source !== this.frame.contentWindow || origin !== this.origin) return
    if (data.bondhu === 'height') this.frame.style.height = `${Math.max(heightMin, Number(data.height) || 0)}px`
    // The app asks its server for a new address, and sets `session-url`.
    if (data.bondhu === 'over') this.dispatchEvent(new CustomEvent('bondhu-over', { bubbles: true }))
  }
}

if (!customElements.get('bondhu-portal')) customElements.define('bondhu-portal', BondhuPortal)

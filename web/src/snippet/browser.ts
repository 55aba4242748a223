/**
 * `/bondhu.js`, for the app's own pages: keeps the id of the click that led here, on the app's own origin, until the
 * account is opened or the program's window ends. It sends nothing to anybody. The service puts its settings in front of it.
 */
interface Settings {
  readonly program: string
  readonly days: number
  /** Nothing is kept before `bondhu.consent(true)`. */
  readonly consent: boolean
}

interface Kept {
  readonly id: string
  readonly at: number
}

{
  const { program, days, consent } = (globalThis as unknown as { bondhuSettings: Settings }).bondhuSettings
  const name = `bondhu_${program}`
  const longestMs = days * 864e5
  let allowed = !consent
  let kept = allowed ? read() : undefined
  let seen: string | undefined

  /** Storage is refused in some in-app browsers, and cookies in others. */
  function read(): Kept | undefined {
    try {
      const cookie = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))
      const text = localStorage.getItem(name) ?? decodeURIComponent(cookie?.slice(name.length + 1) ?? '')
      const [id, at] = text.split(' ')
      return id && Date.now() - Number(at) < longestMs ? { id, at: Number(at) } : undefined
    } catch {
      return undefined
    }
  }

  function write(): void {
    const value = allowed && kept ? `${kept.id} ${kept.at}` : ''
    try {
      document.cookie = `${name}=${encodeURIComponent(value)};path=/;samesite=lax;max-age=${value ? days * 86400 : 0}`
      if (value) localStorage.setItem(name, value)
      else localStorage.removeItem(name)
    } catch {
      // What cannot be kept is still known to this page.
    }
  }

  /** The last click counts. An id that was seen before is not taken again: it may have been forgotten. */
  function look(address: string): void {
    let text = address
    try {
      text = decodeURIComponent(address)
    } catch {
      // Another parameter is not encoded: the id needs no decoding.
    }
    const id = /clk_[0-9a-z]{26}_[\w-]{16}(?![\w-])/.exec(text)?.[0]
    if (!id || id === seen) return
    seen = id
    if (id !== kept?.id) kept = { id, at: Date.now() }
    write()
  }

  function clickId(): string | undefined {
    look(location.href)
    return kept && Date.now() - kept.at < longestMs ? kept.id : undefined
  }

  function fill(field: Element | RadioNodeList | null): void {
    if (field instanceof HTMLInputElement) field.value = clickId() ?? ''
  }

  // As the page was asked for: a single-page app may have changed the address since.
  look(performance.getEntriesByType('navigation')[0]?.name ?? '')
  look(location.href)
  // Before the app's own listener, which may read the form.
  addEventListener('submit', ({ target }) => fill((target as HTMLFormElement).elements.namedItem('bondhu_click')), true)
  Object.assign(globalThis, {
    bondhu: {
      clickId,
      consent(isGiven: boolean) {
        allowed = isGiven
        if (isGiven) kept ??= read()
        write()
      },
      /** After the account was opened. */
      forget() {
        kept = undefined
        write()
      },
    },
  })
}

/**
 * A file that the service writes as it is read, so that nobody knows its length beforehand: how much has come, and at its
 * end it is saved. One that was cut off is not: half a list looks like a whole one.
 */
import { Action } from './action.svelte.js'
import { Problem, readAnswer } from './api.js'

export class Download extends Action {
  /** How much has come; undefined while nothing does. */
  bytes = $state<number | undefined>(undefined)
  private stopping: AbortController | undefined

  async save(path: string): Promise<void> {
    await this.run(async () => {
      try {
        await this.read(path)
      } finally {
        this.bytes = undefined
      }
    })
  }

  stop(): void {
    this.stopping?.abort()
  }

  private async read(path: string): Promise<void> {
    const { signal } = (this.stopping = new AbortController())
    const cut = () => new Problem(signal.aborted ? 'download_stopped' : 'download_cut', 0, '', [])
    this.bytes = 0
    const response = await fetch(path, { headers: { accept: 'text/csv' }, signal }).catch(() => {
      throw cut()
    })
    if (!response.ok) readAnswer(response.status, await response.text())
    const parts: BlobPart[] = []
    const reader = response.body?.getReader()
    for (;;) {
      const next = await reader?.read().catch(() => {
        throw cut()
      })
      if (next?.value === undefined) break
      parts.push(next.value)
      this.bytes += next.value.length
    }
    keep(new Blob(parts, { type: 'text/csv' }), nameOf(response))
  }
}

function nameOf({ headers, url }: Response): string {
  const named = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')
  return named?.[1] ?? new URL(url).pathname.replace(/^.*\//, '')
}

function keep(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

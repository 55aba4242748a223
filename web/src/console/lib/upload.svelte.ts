/**
 * A file on its way to the service: how much of it has left, that the service reads it, and the answer. By XMLHttpRequest:
 * `fetch` does not tell how much was sent.
 */
import { Action } from './action.svelte.js'
import { Problem, readAnswer } from './api.js'
import { limits } from './limits.js'

/** A large file over a slow line, and its reading. */
const timeoutMs = 15 * 60_000

export class Upload<T> extends Action {
  /** 0 to 1; undefined while nothing is sent. At 1 the service reads. */
  sent = $state<number | undefined>(undefined)
  private request: XMLHttpRequest | undefined

  /** @returns undefined when it failed or was stopped: `problem` says which. */
  async send(path: string, file: File): Promise<T | undefined> {
    return this.run(async () => {
      try {
        return await this.post(path, file)
      } finally {
        this.sent = undefined
      }
    })
  }

  stop(): void {
    this.request?.abort()
  }

  private post(path: string, file: File): Promise<T> {
    if (file.size > limits.uploadBytesMax) throw new Problem('body_too_large', 0, '', [])
    if (file.size === 0) throw new Problem('file_empty', 0, '', [])
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      this.request = request
      this.sent = 0
      request.open('POST', path)
      request.timeout = timeoutMs
      request.setRequestHeader('accept', 'application/json')
      request.setRequestHeader('content-type', 'text/csv')
      request.upload.addEventListener('progress', ({ loaded, total }) => (this.sent = total === 0 ? 0 : loaded / total))
      request.upload.addEventListener('load', () => (this.sent = 1))
      request.addEventListener('load', () => {
        try {
          resolve(readAnswer(request.status, request.responseText) as T)
        } catch (problem) {
          reject(problem)
        }
      })
      const fail = (code: string) => () => reject(new Problem(code, 0, '', []))
      request.addEventListener('error', fail('upload_failed'))
      request.addEventListener('timeout', fail('upload_failed'))
      request.addEventListener('abort', fail('upload_stopped'))
      request.send(file)
    })
  }
}

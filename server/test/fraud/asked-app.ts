/** An app that is asked before a reward: a server that verifies each question by the SDK, and answers as it is told. */
import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { answerVeto, WebhookError, type VetoQuestion } from '@bondhu/sdk'
import { atEnd, type Ending } from '../support/database.js'

/** What it does with a question: an answer, or something that is none. */
export type Reaction = boolean | ((response: ServerResponse) => void)

export interface AskedApp {
  readonly url: string
  /** Verified questions, in the order in which they came. */
  readonly questions: VetoQuestion[]
  /** How many requests came, with a valid signature or not. */
  requests: number
  secrets: string | undefined
  react: (question: VetoQuestion) => Reaction | Promise<Reaction>
}

export async function startAskedApp(t: Ending): Promise<AskedApp> {
  const asked: AskedApp = { url: '', questions: [], requests: 0, secrets: undefined, react: () => true }
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const part of request) body += String(part)
      asked.requests += 1
      let otherwise: ((response: ServerResponse) => void) | undefined
      try {
        const answer = await answerVeto(
          { body, headers: request.headers, secrets: asked.secrets },
          async (question) => {
            asked.questions.push(question)
            const reaction = await asked.react(question)
            if (typeof reaction === 'boolean') return reaction
            otherwise = reaction
            return false
          },
        )
        if (otherwise !== undefined) otherwise(response)
        else response.writeHead(answer.status, answer.headers).end(answer.body)
      } catch (error) {
        if (!(error instanceof WebhookError)) throw error
        response.writeHead(400).end(error.message)
      }
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(t, async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return Object.assign(asked, { url: `http://127.0.0.1:${port}/questions` })
}

/** Messages to a chat by an incoming webhook, as Slack, Mattermost and Google Chat take them: `{"text": …}`. */
import { seal, unseal } from '../../sealed.js'
import { AppError } from '../../errors.js'
import { OutgoingError } from '../../outgoing.js'
import type { Context } from '../standing/context.js'

const waitMsMax = 8_000
const answerBytesMax = 16 * 1024

export interface SealedAddress {
  readonly url: Buffer
  readonly keyVersion: number
}

/** What went wrong, in a sentence without the address: it is a secret. */
export class ChatError extends Error {}

/** @returns the address as it will be called. @throws AppError `chat_url_refused` */
export function fitChatAddress({ outgoing }: Context, typed: string): string {
  const address = outgoing.addressOf(typed)
  if ('value' in address) return address.value
  throw refusedAddress(address.refused)
}

export function refusedAddress(why: string): AppError {
  return new AppError('chat_url_refused', why, { fields: [{ path: 'chatUrl', message: 'takes no messages' }] })
}

/** @throws ChatError */
export async function postToChat({ outgoing }: Context, url: string, text: string): Promise<void> {
  const { status } = await outgoing
    .call({
      method: 'POST',
      url: new URL(url),
      headers: {},
      body: JSON.stringify({ text }),
      timeoutMs: waitMsMax,
      answerBytesMax,
    })
    .catch((error: unknown) => {
      throw error instanceof OutgoingError ? new ChatError(`The chat gave no answer: ${error.code}.`) : error
    })
  if (status < 200 || status >= 300) throw new ChatError(`The chat did not take the message: it answered ${status}.`)
}

export function sealAddress({ keys }: Context, operatorId: string, url: string): SealedAddress {
  const keyVersion = keys.latestVersion
  return { url: seal(keys.key(keyVersion, 'notices'), Buffer.from(url), operatorId), keyVersion }
}

export function readAddress({ keys }: Context, operatorId: string, { url, keyVersion }: SealedAddress): string {
  return unseal(keys.key(keyVersion, 'notices'), url, operatorId).toString('utf8')
}

/** The exchange in docs/payout-http.md is signed as the code signs, and as the example does. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  answerText,
  callbackText,
  isSigned,
  paymentSchema,
  requestText,
  signatureOf,
} from '../../src/domain/payouts/providers/attached/contract.js'
import { failureReasons } from '../../src/domain/reasons/payout-failures.js'

const root = new URL('../../../../', import.meta.url)

interface Message {
  readonly first: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function messagesOf(text: string): Message[] {
  return [...text.matchAll(/```http\n([\s\S]*?)\n```/g)].map(([, message = '']) => {
    const [head = '', body = ''] = message.split('\n\n')
    const [first = '', ...lines] = head.split('\n')
    return { first, headers: Object.fromEntries(lines.map((line) => line.split(': '))), body }
  })
}

test('the exchange in docs/payout-http.md has valid signatures', async () => {
  const text = await readFile(fileURLToPath(new URL('docs/payout-http.md', root)), 'utf8')
  const exchange = text.slice(text.indexOf('<!-- exchange -->'), text.indexOf('<!-- /exchange -->'))
  const secret = /prvsec_[\w-]+/.exec(exchange)?.[0] ?? ''
  const [order, answer, callback, ...more] = messagesOf(exchange)
  assert.ok(order && answer && callback && more.length === 0)
  const request = order.headers['bondhu-request'] ?? ''
  const timestamp = order.headers['bondhu-timestamp'] ?? ''
  const theirs = callback.headers
  const signed: readonly [Message, string, readonly (string | number)[]][] = [
    [
      order,
      requestText({ request, timestamp, method: 'POST', target: '/payments', body: order.body }),
      ['bondhu-request', request, timestamp, 'POST', '/payments', order.body],
    ],
    [answer, answerText(request, 200, answer.body), ['bondhu-answer', request, 200, answer.body]],
    [
      callback,
      callbackText(theirs['bondhu-request'] ?? '', theirs['bondhu-timestamp'] ?? '', callback.body),
      ['bondhu-callback', theirs['bondhu-request'] ?? '', theirs['bondhu-timestamp'] ?? '', callback.body],
    ],
  ]
  const path = fileURLToPath(new URL('examples/payout-receiver/signatures.mjs', root))
  const example = (await import(path)) as {
    signatureOf: (secret: string, lines: readonly unknown[]) => string
    isSigned: (header: string, secret: string, lines: readonly unknown[]) => boolean
  }
  for (const [{ first, headers }, said, lines] of signed) {
    const signature = headers['bondhu-signature'] ?? ''
    assert.equal(signatureOf(secret, said), signature, first)
    assert.equal(example.signatureOf(secret, lines), signature, first)
    for (const is of [
      (header: string) => isSigned(header, [secret], said),
      (header: string) => example.isSigned(header, secret, lines),
    ]) {
      assert.ok(is(signature) && is(`v1=${'0'.repeat(64)} ${signature}`))
      for (const wrong of [
        '',
        'v1=',
        signature.slice(0, -1),
        signature.toUpperCase(),
        signature.slice(3),
        `${signature}0`,
        'é'.repeat(67),
      ])
        assert.ok(!is(wrong), wrong)
    }
  }
  assert.equal(paymentSchema.parse(JSON.parse(answer.body)).state, 'paid')
  assert.equal(answer.body, callback.body)
  for (const reason of failureReasons) assert.ok(text.includes(`\`${reason}\``), reason)
})

/** Code to paste, for one program at this address. The key stands in the environment, and in no line of code. Pure. */

export interface Place {
  readonly url: string
  readonly program: string
}

export function curlSnippet({ url, program }: Place): string {
  return `curl -sS ${url}/v1/programs/${program}/signups \\
  -H "authorization: Bearer $BONDHU_KEY" -H 'content-type: application/json' \\
  -d '{ "userId": "u-1002", "code": "what the friend typed", "identities": { "phone": "01712345678" } }'`
}

export function nodeSnippet({ url, program }: Place): string {
  return `import { Bondhu } from '@bondhu/sdk'

const bondhu = new Bondhu({ url: '${url}', key: process.env.BONDHU_KEY, program: '${program}' })

// When an account was opened:
const decision = await bondhu.signup({ userId, clickId, code, identities: { phone } })
// When somebody wants to share:
const { link } = await bondhu.join(userId)`
}

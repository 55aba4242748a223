/** Who is signed in, and what they may do. The service checks all of it again; the page leaves out what would be refused. */
import { call, whenSignedOut, type AnswerOf } from './api.js'

export type Holder = AnswerOf<'GET /console/api/session'>
type Grant = Holder['grants'][number]
export type Role = Grant['role']
export type Permission = Grant['permissions'][number]

class Session {
  /** Undefined until it is known. */
  state = $state<'unknown' | 'out' | 'in' | 'unreachable'>('unknown')
  holder = $state.raw<Holder | undefined>(undefined)

  constructor() {
    whenSignedOut(() => this.end())
  }

  async load(): Promise<void> {
    try {
      this.holder = await call('GET /console/api/session', {})
      this.state = 'in'
    } catch {
      // A 401 has said so already; anything else is no answer to whether one is signed in.
      if (this.state !== 'out') this.state = 'unreachable'
    }
  }

  async signOut(): Promise<void> {
    await call('POST /console/api/sign-out', {})
    this.end()
  }

  /**
   * @param permission `owner` asks for an owner of the deployment, `anyone` only that one is signed in.
   * @param program a slug; null asks of the whole deployment.
   */
  may(permission: Permission | 'owner' | 'anyone', program: string | null): boolean {
    if (permission === 'anyone') return this.holder !== undefined
    if (permission === 'owner') return this.holder?.ownsDeployment === true
    return (this.holder?.grants ?? []).some(
      (grant) => (grant.program === null || grant.program === program) && grant.permissions.includes(permission),
    )
  }

  private end(): void {
    this.holder = undefined
    this.state = 'out'
  }
}

export const session = new Session()

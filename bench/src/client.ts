/**
 * The benchmark's calls of the service apart from the measured ones: programs, advocates, totals, the check of the
 * books.
 */
export interface Advocate {
  readonly userId: string
  readonly code: string
}

export interface Totals {
  readonly clicks: number
  readonly referred: number
  readonly signups: number
  readonly budgetMinor: number
  readonly reservedMinor: number
  readonly rewardsHeldMinor: number
}

const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36'
const dayMs = 86_400_000

export const rewardMinor = 2000

export class Client {
  readonly url: string
  private readonly token: string

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  /** Funded and live. */
  async program(slug: string, budgetMinor: number): Promise<void> {
    await this.call('POST', '/v1/programs', {
      mode: 'test',
      slug,
      name: { bn: 'গল্প বন্ধু', en: 'Golpo Friends' },
      rewardMinor,
      requires: ['phone', 'device'],
      destinations: { web: 'https://golpo.example/join?lang=bn' },
      startsAt: new Date(Date.now() - dayMs).toISOString(),
      endsAt: new Date(Date.now() + 90 * dayMs).toISOString(),
      organization: { name: 'Golpo Ltd', contact: 'help@golpo.example' },
    })
    await this.call('POST', `/v1/programs/${slug}/fundings`, { amountMinor: budgetMinor, reference: 'benchmark' })
    await this.call('POST', `/v1/programs/${slug}/launch`)
  }

  /** @returns the link with which somebody becomes an owner. */
  async invitation(): Promise<string> {
    const body = { email: 'bench@example.com', program: null, role: 'owner' }
    return ((await this.call('POST', '/v1/team/invitations', body)) as { link: string }).link
  }

  async advocates(slug: string, count: number): Promise<Advocate[]> {
    return inParallel(count, async (index) => {
      const userId = `advocate-${index + 1}`
      return (await this.call('PUT', `/v1/programs/${slug}/participants/${userId}`, {})) as Advocate
    })
  }

  /** Follows each link as a person and keeps the click ids. */
  async clicks(slug: string, advocates: readonly Advocate[]): Promise<string[]> {
    return inParallel(advocates.length, async (index) => {
      const response = await fetch(`${this.url}/r/${slug}/${advocates[index]?.code}`, {
        headers: { 'user-agent': agent },
        redirect: 'manual',
      })
      const clickId = new URL(response.headers.get('location') ?? '').searchParams.get('bondhu_click')
      if (clickId === null) throw new Error('a link gave no click id')
      return clickId
    })
  }

  /** No rule of abuse looks at this program's signups. */
  async turnRulesOff(slug: string): Promise<void> {
    const { settings } = (await this.call('GET', `/v1/programs/${slug}/fraud-settings`)) as {
      settings: { rules: Record<string, object> }
    }
    const rules = Object.fromEntries(Object.keys(settings.rules).map((name) => [name, { mode: 'off' }]))
    await this.call('PUT', `/v1/programs/${slug}/fraud-settings`, { rules })
  }

  async totals(slug: string): Promise<Totals> {
    return (await this.call('GET', `/v1/programs/${slug}/stats`)) as Totals
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text()
  }

  /** Recomputes every balance from the transfers. */
  async verify(slug: string): Promise<{ ok: boolean; transfers: number; differences: unknown[] }> {
    return (await this.call('GET', `/v1/programs/${slug}/ledger/verify`)) as never
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
}

async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index)
  }
  await Promise.all(Array.from({ length: Math.min(count, 64) }, worker))
  return results
}

/** The mean and the sum of a histogram in /metrics. */
export function histogramOf(metrics: string, name: string): { count: number; sum: number } {
  const value = (suffix: string) => Number(new RegExp(`^${name}_${suffix} (\\S+)$`, 'm').exec(metrics)?.[1] ?? 0)
  return { count: value('count'), sum: value('sum') }
}

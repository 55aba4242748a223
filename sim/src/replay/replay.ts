/**
 * Plays a world against the rules alone: the service's own code for traces, cases, rules and scores, on look-ups in memory
 * with the service's bounds. A world takes seconds instead of minutes. `npm run sim` without `--replay` plays it over HTTP.
 */
import type { Fate, Outcome } from '../play/outcome.js'
import { holdDays } from '../play/stage.js'
import type { Account, World } from '../world/account.js'
import { dayMs, hourMs } from '../world/time.js'
import { Memory } from './memory.js'
import {
  assess,
  fraudSettingsSchema,
  looksOf,
  matesMax,
  NetworkTables,
  rules,
  seenOf,
  type FraudCase,
  type LateLook,
  type Signal,
  type Suspicion,
  type Trace,
} from './rules.js'

const windowMs = 2 * hourMs
const sweepMs = 12 * hourMs
const togetherMax = 50
const settings = fraudSettingsSchema.parse({})
const keys = { address: Buffer.alloc(32, 1), block: Buffer.alloc(32, 2) }
const networks = new NetworkTables()

export interface Replayed {
  readonly outcomes: readonly Outcome[]
  /** What the rules found of each friend, the last time. */
  readonly found: ReadonlyMap<Account, Suspicion>
}

export async function replay(world: World): Promise<Replayed> {
  await networks.load()
  const player = new Player(world)
  const endsAt = Math.max(...world.accounts.map(({ openedAt }) => openedAt)) + (holdDays + 1) * dayMs
  for (let end = windowMs; end - windowMs < endsAt; end += windowMs) player.window(end)
  player.release(endsAt)
  return { outcomes: player.outcomes(), found: player.found }
}

interface Held {
  readonly id: string
  readonly dueAt: number
}

class Player {
  readonly found = new Map<Account, Suspicion>()
  private readonly memory = new Memory()
  private readonly accounts: readonly Account[]
  private readonly ids = new Map<Account, string>()
  private readonly byId = new Map<string, Account>()
  private readonly fates = new Map<Account, { readonly fate: Fate; readonly reason?: string }>()
  private readonly before = new Map<string, Signal[]>()
  private readonly active: readonly (readonly [at: number, one: Account])[]
  private readonly wallets: readonly Account[]
  private held: Held[] = []
  private next = { account: 0, active: 0, wallet: 0 }

  constructor({ accounts }: World) {
    this.accounts = accounts
    this.active = accounts
      .flatMap((one) => (one.via === null ? [] : one.activeAt.map((at) => [at, one] as const)))
      .toSorted(([a], [b]) => a - b)
    this.wallets = accounts
      .filter(({ wallet }) => wallet !== null)
      .toSorted((a, b) => (a.wallet?.at ?? 0) - (b.wallet?.at ?? 0))
  }

  window(end: number): void {
    const opened: Account[] = []
    for (
      let one = this.accounts[this.next.account];
      one !== undefined && one.openedAt < end;
      one = this.accounts[++this.next.account]
    )
      opened.push(one)
    for (const one of opened.filter(({ isMember }) => isMember)) this.join(one)
    for (const one of opened.filter(({ isMember }) => !isMember)) this.signUp(one, end)
    for (
      let moment = this.active[this.next.active];
      moment !== undefined && moment[0] < end;
      moment = this.active[++this.next.active]
    ) {
      const [at, one] = moment
      this.memory.active(this.idOf(one), new Date(one.openedAt), new Date(Math.max(at, one.openedAt)))
    }
    for (
      let one = this.wallets[this.next.wallet];
      one?.wallet != null && one.wallet.at < end;
      one = this.wallets[++this.next.wallet]
    )
      this.memory.setWallet(this.idOf(one), one.wallet.account)
    if (end % sweepMs === 0) this.release(end)
  }

  outcomes(): Outcome[] {
    return this.accounts.flatMap((account): Outcome[] => {
      if (account.via === null) return []
      const { fate, reason } = this.fates.get(account) ?? { fate: 'other' as const }
      return [{ account, fate, state: fate, reason }]
    })
  }

  /** Members, and newcomers whom nobody brought: both leave marks by which their friends are compared. */
  private join(one: Account): void {
    const id = this.idOf(one)
    for (const identity of identitiesOf(one)) this.memory.use(identity, id)
    const { address, subnet, agent } = traceOf(one, null)
    this.memory.own.set(id, { address, subnet, agent })
  }

  private signUp(one: Account, end: number): void {
    this.memory.countHour(new Date(one.openedAt))
    if (one.via === null) {
      this.join(one)
      return
    }
    const { via } = one
    const [friendId, advocateId] = [this.idOf(one), this.idOf(via.advocate)]
    const occurredAt = new Date(one.openedAt)
    const clickId = via.by === 'click' ? `c${friendId}` : null
    const trace = traceOf(one, clickId)
    const reason = this.refusalOf(one, advocateId)
    if (reason === undefined) {
      const suspicion = assess(this.caseOf(one, friendId, advocateId, trace, new Date(end)), settings)
      this.found.set(one, suspicion)
      this.before.set(friendId, suspicion.signals)
      if (suspicion.score.verdict === 'clear') {
        this.held.push({ id: friendId, dueAt: end + holdDays * dayMs })
      } else {
        this.fates.set(one, { fate: 'withheld', reason: 'suspected_abuse' })
        this.memory.withheld.add(friendId)
      }
    } else this.fates.set(one, { fate: 'identity', reason })
    this.memory.keep({ ...trace, friendId, advocateId, occurredAt })
    for (const identity of identitiesOf(one)) this.memory.use(identity, friendId)
  }

  private refusalOf(one: Account, advocateId: string): string | undefined {
    const shared = identitiesOf(one).map((identity) => this.memory.usersOf(identity))
    const [phone, email] = ['phone', 'email'].map((kind) =>
      identitiesOf(one).find((identity) => identity.startsWith(`${kind}:`)),
    )
    const owners = [phone, email].flatMap((identity) =>
      identity === undefined ? [] : (this.memory.firstUser(identity) ?? []),
    )
    if (owners.some((owner) => owner !== advocateId)) return 'already_member'
    return shared.some((users) => users.includes(advocateId)) ? 'self_referral' : undefined
  }

  private caseOf(one: Account, friendId: string, advocateId: string, trace: Trace, now: Date): FraudCase {
    const { memory } = this
    const device = identitiesOf(one).find((identity) => identity.startsWith('device:')) ?? ''
    const first = memory.firstUser(device)
    const cluster = first === undefined ? null : memory.clusterOf(first)
    const isAdvocates = first !== undefined && memory.clusters.of(first).includes(advocateId)
    return {
      stage: 'signup',
      by: trace.clickId === null ? 'code' : 'click',
      friendId,
      advocateId,
      occurredAt: new Date(one.openedAt),
      now,
      country: 'BD',
      trace,
      advocate: memory.own.get(advocateId) ?? null,
      sharedDevice: Math.min(matesMax, memory.usersOf(device).length),
      sharedPhone: 0,
      sharedWallet: 0,
      sameAddress: [],
      sameSubnet: memory.matesBy('subnet', trace.subnet, now),
      sameNumberBlock: memory.matesBy('numberBlock', trace.numberBlock, now),
      sameMailBlock: memory.matesBy('mailBlock', trace.mailBlock, now),
      sameClick: memory.sameClick(trace.clickId),
      siblings: memory.timesOf(advocateId).map((occurredAt) => ({ occurredAt })),
      cluster:
        cluster === null || first === undefined
          ? null
          : {
              ...cluster,
              accounts: cluster.accounts + 1,
              holdsAdvocate: isAdvocates,
              friends: memory.mates(memory.clusters.of(first), now),
            },
      group: null,
    }
  }

  release(atMs: number): void {
    const due = this.held.filter(({ dueAt }) => dueAt <= atMs)
    this.held = this.held.filter(({ dueAt }) => dueAt > atMs)
    for (let from = 0; from < due.length; from += togetherMax)
      this.lookAgain(due.slice(from, from + togetherMax), new Date(atMs))
  }

  private lookAgain(due: readonly Held[], now: Date): void {
    const { memory } = this
    const friends = due.flatMap(({ id }) => memory.friend(id, now) ?? [])
    const looks = looksOf(friends, memory.read(friends, this.signalsBefore(due), now), now)
    const first = looks.filter((look) => !this.isSuspect(look))
    const withheld = looks.filter((look) => !first.includes(look)).map(({ one }) => one.friendId)
    const gone = new Set(withheld)
    for (const { one, ...look } of withheld.length === 0 ? [] : first) {
      const group = one.group && { ...one.group, withheld: new Set([...one.group.withheld, ...withheld]) }
      if (this.isSuspect({ ...look, one: { ...one, group } })) gone.add(one.friendId)
    }
    for (const id of gone) memory.withheld.add(id)
    for (const { id } of due) {
      const account = this.byId.get(id)
      if (account !== undefined) this.fates.set(account, { fate: gone.has(id) ? 'withheld' : 'paid' })
    }
  }

  /** Of rules that look inside the signup only. */
  private signalsBefore(due: readonly Held[]): Map<string, Signal[]> {
    const kept = (signals: readonly Signal[]) => signals.filter(({ rule }) => signupOnly.has(rule))
    return new Map(due.map(({ id }) => [id, kept(this.before.get(id) ?? [])]))
  }

  private isSuspect({ one, before }: LateLook): boolean {
    const suspicion = assess(one, settings, before)
    const account = this.byId.get(one.friendId)
    if (account !== undefined) this.found.set(account, { ...suspicion, signals: [...suspicion.signals, ...before] })
    return suspicion.score.verdict !== 'clear'
  }

  private idOf(one: Account): string {
    const known = this.ids.get(one)
    if (known !== undefined) return known
    const id = String(this.ids.size).padStart(9, '0')
    this.ids.set(one, id)
    this.byId.set(id, one)
    return id
  }
}

const signupOnly: ReadonlySet<string> = new Set(
  rules.filter(({ stages }) => !stages.includes('release')).map(({ name }) => name),
)

function identitiesOf({ identities: { phone, email, device } }: Account): string[] {
  return [
    `phone:${phone}`,
    ...(email === undefined ? [] : [`email:${email}`]),
    ...(device === undefined ? [] : [`device:${device}`]),
  ]
}

function traceOf(one: Account, clickId: string | null): Trace {
  const { identities, seen, integrity, via } = one
  const sent = {
    ip: seen.ip,
    userAgent: seen.userAgent,
    phone: `+88${identities.phone}`,
    ...(identities.email !== undefined && { email: identities.email }),
    ...(integrity !== null && { integrity }),
  }
  return { ...seenOf(keys, sent, networks), clickId, clickMs: clickId === null ? null : (via?.clickMs ?? null) }
}

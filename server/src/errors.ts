import type { Text } from '@bondhu/web/language'

/**
 * Every failure a caller can meet, with its HTTP status. A bug is not listed: it is a 500 and an alarm.
 * Outcomes of a decision (`already_member`, `budget_exhausted`) are answers, not failures: see domain/reasons/signup-reasons.ts.
 */
export const failures = {
  request_unreadable: 400,
  idempotency_key_required: 400,
  body_invalid_json: 400,
  unauthenticated: 401,
  sign_in_refused: 401,
  callback_refused: 401,
  second_factor_refused: 401,
  visit_over: 401,
  permission_denied: 403,
  visit_too_old: 403,
  origin_refused: 403,
  second_factor_required: 403,
  second_person_needed: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  program_not_found: 404,
  participant_not_found: 404,
  referral_not_found: 404,
  payout_not_found: 404,
  payout_batch_not_found: 404,
  payout_results_not_found: 404,
  appeal_not_found: 404,
  review_not_found: 404,
  missing_friend_not_found: 404,
  inbox_item_not_found: 404,
  difference_not_found: 404,
  reconciliation_not_found: 404,
  key_not_found: 404,
  funding_not_found: 404,
  close_request_not_found: 404,
  webhook_not_found: 404,
  veto_not_found: 404,
  provider_not_found: 404,
  delivery_not_found: 404,
  operator_not_found: 404,
  invitation_not_found: 404,
  session_not_found: 404,
  slug_taken: 409,
  operator_exists: 409,
  last_owner: 409,
  second_factor_conflict: 409,
  funding_reference_reused: 409,
  funding_state_conflict: 409,
  close_request_state_conflict: 409,
  program_state_conflict: 409,
  program_change_refused: 409,
  program_not_funded: 409,
  referral_state_conflict: 409,
  appeal_state_conflict: 409,
  review_state_conflict: 409,
  link_state_conflict: 409,
  participant_erased: 409,
  code_taken: 409,
  code_limit_reached: 409,
  code_reserved: 422,
  nothing_received: 409,
  inbox_item_conflict: 409,
  difference_state_conflict: 409,
  budget_short: 409,
  available_short: 409,
  payout_method_missing: 409,
  payout_method_differs: 409,
  payout_method_waiting: 409,
  payout_state_conflict: 409,
  provider_reference_repeated: 409,
  wallet_limit_reached: 409,
  wallet_ceiling_reached: 409,
  payout_batch_empty: 409,
  payout_results_odd: 409,
  clock_live_program: 409,
  webhook_limit_reached: 409,
  provider_limit_reached: 409,
  cursor_expired: 410,
  body_too_large: 413,
  media_type_unsupported: 415,
  request_invalid: 422,
  logo_unreadable: 422,
  time_zone_unsupported: 422,
  idempotency_key_reused: 422,
  payout_method_unavailable: 422,
  payout_below_minimum: 422,
  payout_amount_unsupported: 422,
  result_file_encoding: 422,
  result_file_unreadable: 422,
  result_file_too_long: 422,
  webhook_url_refused: 422,
  veto_url_refused: 422,
  chat_url_refused: 422,
  provider_url_refused: 422,
  occurred_at_out_of_range: 422,
  too_many_attempts: 429,
  too_many_calls: 429,
  headers_too_large: 431,
  overloaded: 503,
  shutting_down: 503,
  database_unavailable: 503,
} as const satisfies Record<string, number>

export type FailureCode = keyof typeof failures

export interface FieldError {
  /** Dotted path into the request, for example `identities.phone`. */
  readonly path: string
  readonly message: string
}

/** A failure that the caller caused or can fix. `detail` is a sentence that says what to do. */
export class AppError extends Error {
  readonly code: FailureCode
  readonly fields: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  /** About something that a person must correct, such as a file. */
  readonly said: Text | undefined

  constructor(
    code: FailureCode,
    detail: string,
    more: { fields?: readonly FieldError[]; retryAfterSeconds?: number; said?: Text } = {},
  ) {
    super(detail)
    this.name = 'AppError'
    this.code = code
    this.fields = more.fields ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
    this.said = more.said
  }
}

/** @param fields the first one is also in the detail, which is what a log or a developer sees first */
export function requestInvalid(fields: readonly FieldError[]): AppError {
  const [first] = fields
  const what = first === undefined ? '' : ` ${first.path === '' ? 'The body' : first.path} ${first.message}.`
  return new AppError('request_invalid', `The request is invalid.${what}`, { fields })
}

/** An assertion: false means a bug. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${what}`)
}

/** A value that earlier code has guaranteed. */
export function must<T>(value: T | undefined | null, what: string): T {
  assert(value !== undefined && value !== null, what)
  return value
}

/** The only place where a failure becomes an answer: RFC 9457 problem details with a stable code. */
import type { Text } from '@bondhu/web/language'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ZodError } from 'zod'
import { fieldErrorsOf } from './field-errors.js'
import { databaseUnavailable, retryable } from '../../db/connect.js'
import { AppError, failures, requestInvalid, type FailureCode, type FieldError } from '../../errors.js'

export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly message?: Text
}

/** The framework's failures, by its code. */
const frameworkFailures: Readonly<Record<string, readonly [FailureCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['body_invalid_json', 'The body is not JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['body_invalid_json', 'The body is empty.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'The body is larger than this call takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'media_type_unsupported',
    'Send the body as application/json, or a file as text/csv where one is taken.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['body_invalid_json', 'The body is not as long as Content-Length says.'],
  FST_ERR_BAD_URL: ['not_found', 'The address cannot be read.'],
  FST_ERR_MAX_PARAM_LENGTH: ['request_invalid', 'A part of the address is too long.'],
}

/** For a 503 without a better value: each has a Retry-After. */
const retrySeconds = 2

export function problemOf(error: unknown): { problem: Problem; retryAfterSeconds: number | undefined } {
  const failure = failureOf(error)
  if (failure === undefined) {
    const detail = 'Something is wrong on our side. It was logged. Sending the same request again is safe.'
    return { problem: problem(500, 'internal', detail), retryAfterSeconds: undefined }
  }
  const { code, message, fields, said } = failure
  const answer = problem(failures[code], code, message, fields)
  const retryAfterSeconds = failure.retryAfterSeconds ?? (answer.status === 503 ? retrySeconds : undefined)
  return { problem: said === undefined ? answer : { ...answer, message: said }, retryAfterSeconds }
}

function failureOf(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (error instanceof ZodError) return requestInvalid(fieldErrorsOf(error))
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const framework = frameworkFailures[code]
  if (framework !== undefined) return new AppError(...framework)
  if (databaseUnavailable(error) || retryable(error)) {
    return new AppError(
      'database_unavailable',
      'The database cannot be reached. Send the same request again in a moment.',
    )
  }
  // secure-json-parse: `__proto__` and the like.
  return error instanceof SyntaxError
    ? new AppError('body_invalid_json', 'The body is not JSON that this API accepts.')
    : undefined
}

function problem(status: number, code: string, detail: string, fields: readonly FieldError[] = []): Problem {
  const title = code.replaceAll('_', ' ')
  const base = {
    type: `/docs#problem-${code}`,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    status,
    code,
    detail,
  }
  return fields.length === 0 ? base : { ...base, errors: fields }
}

/** The problem of a failed call, or of a failed part of one: counted, and logged if it is a bug. */
export type FailureRecorder = (error: unknown, request: FastifyRequest) => ReturnType<typeof problemOf>

export function failureRecorder(told: (problem: Problem, request: FastifyRequest) => void): FailureRecorder {
  return (error, request) => {
    const answer = problemOf(error)
    const { status, code } = answer.problem
    told(answer.problem, request)
    if (status === 500) request.log.error({ err: loggable(error) }, 'a bug: a request failed')
    if (status === 503) request.log.warn({ code }, 'a request was turned away')
    return answer
  }
}

export type ProblemSender = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void

/** Sends every failure of the server. */
export function problemSender(record: FailureRecorder): ProblemSender {
  return (error, request, reply) => {
    const { problem: answer, retryAfterSeconds } = record(error, request)
    reply.header('x-request-id', request.id)
    if (answer.status === 401) reply.header('www-authenticate', 'Bearer')
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
    // A string, so that the route's serialiser is not applied to it.
    void reply.code(answer.status).header('content-type', 'application/problem+json').send(JSON.stringify(answer))
  }
}

/** Answers bytes that are not HTTP, or too slow, below the framework on the raw connection. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { problem: answer } = problemOf(unreadable(error.code))
  const body = JSON.stringify(answer)
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function unreadable(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('headers_too_large', 'The headers are too large.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new AppError('request_timeout', 'The request took too long to arrive.')
  return new AppError('request_unreadable', 'This is not a valid HTTP request.')
}

/** PostgreSQL repeats refused values in its messages, and they may be personal data: they are not logged. */
export function loggable(error: unknown): unknown {
  if (!(error instanceof Error) || !('severity' in error)) return error
  const { code, table, constraint, routine } = error as unknown as Record<string, unknown>
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '))
  return { type: 'PostgresError', code, table, constraint, routine, stack: frames?.join('\n') }
}

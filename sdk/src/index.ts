/** What `@bondhu/sdk` offers. */
export type * from './answers.js'
export { Api } from './api.js'
export type { BondhuOptions, CallOptions, FileBody, Listed } from './caller.js'
export { Bondhu } from './client.js'
export type { ProblemCode } from './codes.js'
export { BondhuError, type ErrorCode, type FieldError } from './error.js'
export type * from './inputs.js'
export { verifyWebhook, WebhookError, type WebhookDelivery } from './webhook.js'

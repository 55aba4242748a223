/**
 * better-auth for passwords, sessions and the second factor of operators. It is called as a library, and none of its
 * addresses is mounted. Its settings are passed in instead of read from the environment. It sends nothing to anybody,
 * and does not decide permissions.
 */
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Logger } from 'pino'
import { signInStore } from '../../domain/operators/sign-in-store.js'
import { newId } from '../../ids.js'
import type { Service } from '../../service.js'
import { passwordLengthMax, passwordLengthMin } from './limits.js'

/** A session ends after this time without use, and in any case after `sessionMsMax`. */
const idleSeconds = 12 * 3600
const refreshSeconds = 600
const challengeSeconds = 300

export type BetterAuth = ReturnType<typeof makeBetterAuth>

export function makeBetterAuth({ context, publicUrl, passwords }: Service, log: Logger) {
  const { origin, protocol } = new URL(publicUrl)
  const version = context.keys.latestVersion
  return betterAuth({
    appName: 'Bondhu',
    baseURL: origin,
    basePath: '/console/api',
    trustedOrigins: [origin],
    secret: context.keys.key(version, 'sign-in').toString('base64url'),
    // All versions of the ring, newest first, so that older encrypted values can be read.
    secrets: Array.from({ length: version }, (_, index) => ({
      version: version - index,
      value: context.keys.key(version - index, 'sign-in').toString('base64url'),
    })),
    database: signInStore(context.sql),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLengthMin,
      maxPasswordLength: passwordLengthMax,
      ...(passwords && { password: passwords }),
    },
    session: { expiresIn: idleSeconds, updateAge: refreshSeconds },
    plugins: [
      twoFactor({
        issuer: 'Bondhu',
        twoFactorCookieMaxAge: challengeSeconds,
        accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
      }),
    ],
    // We count attempts across processes, without plain addresses.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'bondhu',
      useSecureCookies: protocol === 'https:',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { disableIpTracking: true },
      disableOriginCheck: false,
      database: { generateId: newId },
    },
    logger: {
      level: 'warn',
      // Its messages name accounts. They report a bug in our code or nothing important.
      log: (level, message) => {
        if (level === 'error') log.error({ scope: 'sign-in' }, message)
      },
    },
  })
}

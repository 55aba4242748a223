/** Sends email by SMTP. An error never repeats the address of the server, which holds its password. */

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface Mailer {
  /** Resolves when the server has accepted it. @throws MailError */
  send(mail: Mail): Promise<void>
}

export class MailError extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'MailError'
  }
}

const waitMsMax = 10_000

/** @param url `smtps://user:password@mail.example.com` @param from the sender's address */
export async function mailerOf(url: string, from: string): Promise<Mailer> {
  // A tenth of the service's code, which most services do not need.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url,
    connectionTimeout: waitMsMax,
    greetingTimeout: waitMsMax,
    socketTimeout: waitMsMax,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail) {
      try {
        await transport.sendMail({ from, ...mail })
      } catch (error) {
        throw new MailError(whyOf(error))
      }
    },
  }
}

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const answer = error instanceof Error && 'responseCode' in error ? ` ${String(error.responseCode)}` : ''
  return `The mail server did not take the email: ${code}${answer}.`
}

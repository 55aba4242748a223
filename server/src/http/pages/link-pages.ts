/** A short text in both languages for a link without a program: the offer is unknown. */
import { html } from '@bondhu/web/html'

const sentences = {
  unknown: {
    bn: ['লিংকটি চেনা যাচ্ছে না', 'লিংকটি পুরোপুরি কপি হয়েছে কি না দেখুন, অথবা বন্ধুকে আবার পাঠাতে বলুন।'],
    en: ['This link is not known', 'Check that all of it was copied, or ask your friend to send it again.'],
  },
  unavailable: {
    bn: ['এই মুহূর্তে খোলা যাচ্ছে না', 'এক মিনিট পরে লিংকটি আবার খুলুন। কিছুই হারায়নি।'],
    en: ['This cannot be opened right now', 'Open the link again in a minute. Nothing is lost.'],
  },
} as const

export function unknownLinkPage(kind: keyof typeof sentences): string {
  const { bn, en } = sentences[kind]
  return html`<!doctype html>
    <html lang="bn">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${bn[0]}</title>
        <style>
          :root {
            color-scheme: light dark;
            font:
              1.125rem/1.6 system-ui,
              'Noto Sans Bengali',
              sans-serif;
          }
          body {
            max-width: 32rem;
            margin: 15vh auto;
            padding: 0 1.25rem;
          }
          h1 {
            font-size: 1.5rem;
            margin: 0 0 0.25rem;
          }
          div {
            margin-bottom: 2rem;
          }
        </style>
      </head>
      <body>
        <div>
          <h1>${bn[0]}</h1>
          <p>${bn[1]}</p>
        </div>
        <div lang="en">
          <h1>${en[0]}</h1>
          <p>${en[1]}</p>
        </div>
      </body>
    </html> `.text
}

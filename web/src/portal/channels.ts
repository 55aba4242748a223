/** Ways to send a link, as addresses that the phone's own apps open, and the text each sends. Each link says by which it went. Pure. */
import type { Platform, PortalProps } from './rendered.js'

export type Channel = 'whatsapp' | 'messenger' | 'telegram' | 'imo' | 'viber' | 'sms'

export interface Way {
  readonly name: Channel
  readonly address: string
  /** For a browser that does not open the app's own address, as in WebViews; null if there is none on the web. */
  readonly web: string | null
}

/** What the text is made of. */
export interface Invitation {
  readonly say: PortalProps['say']['share']
  readonly app: string
  /** The operator's own words; null if there are none. */
  readonly own: string | null
  readonly link: string
  /** In the reader's digits. */
  readonly code: string
  readonly reward: string
}

/** What is sent by a channel, or by the sheet of the phone, which does not tell by which app. */
export function textFor(channel: Channel | 'sheet', { say, app, own, link, code, reward }: Invitation): string {
  // Telegram puts the link above the text.
  const address = channel === 'telegram' ? null : markedLink(link, channel)
  return say.text(app, own, address, code, reward)
}

export function channelsOf(platform: Platform, invitation: Invitation): readonly Way[] {
  const text = (name: Channel) => encodeURIComponent(textFor(name, invitation))
  const address = (name: Channel) => encodeURIComponent(markedLink(invitation.link, name))
  const all: Readonly<Record<Channel, Omit<Way, 'name'>>> = {
    whatsapp: { address: `https://wa.me/?text=${text('whatsapp')}`, web: null },
    // It takes a link and no text.
    messenger: {
      address: `fb-messenger://share/?link=${address('messenger')}`,
      web: `https://www.facebook.com/sharer/sharer.php?u=${address('messenger')}`,
    },
    telegram: { address: `https://t.me/share/url?url=${address('telegram')}&text=${text('telegram')}`, web: null },
    // imo has no address for sharing; Android opens its door for texts.
    imo: {
      address: `intent:#Intent;action=android.intent.action.SEND;type=text/plain;package=com.imo.android.imoim;S.android.intent.extra.TEXT=${text('imo')};end`,
      web: null,
    },
    viber: { address: `viber://forward?text=${text('viber')}`, web: null },
    // The form that both Android and the iPhone take.
    sms: { address: `sms:?&body=${text('sms')}`, web: null },
  }
  return offered[platform].map((name) => ({ name, ...all[name] }))
}

function markedLink(link: string, channel: Channel | 'sheet'): string {
  return `${link}?via=${channel}`
}

/** Those first that most people use. A computer has browsers' doors only. */
const offered: Readonly<Record<Platform, readonly Channel[]>> = {
  android: ['whatsapp', 'messenger', 'imo', 'telegram', 'viber', 'sms'],
  ios: ['whatsapp', 'messenger', 'telegram', 'sms', 'viber'],
  other: ['whatsapp', 'telegram'],
}

/** Ways to send a link, as addresses that the phone's own apps open. Each link says by which it went. Pure. */
import type { Platform } from './rendered.js'

export type Channel = 'whatsapp' | 'messenger' | 'telegram' | 'imo' | 'viber' | 'sms'

export interface Way {
  readonly name: Channel
  readonly address: string
  /** For a browser that does not open the app's own address, as in WebViews; null if there is none on the web. */
  readonly web: string | null
}

/** @param textFor what is sent; with the link in it, or without for a channel that adds it itself. */
export function channelsOf(platform: Platform, link: string, textFor: (link: string | null) => string): readonly Way[] {
  const marked = (name: Channel) => `${link}?via=${name}`
  const text = (name: Channel) => encodeURIComponent(textFor(marked(name)))
  const address = (name: Channel) => encodeURIComponent(marked(name))
  const all: Readonly<Record<Channel, Omit<Way, 'name'>>> = {
    whatsapp: { address: `https://wa.me/?text=${text('whatsapp')}`, web: null },
    // It takes a link and no text.
    messenger: {
      address: `fb-messenger://share/?link=${address('messenger')}`,
      web: `https://www.facebook.com/sharer/sharer.php?u=${address('messenger')}`,
    },
    // It puts the link above the text.
    telegram: {
      address: `https://t.me/share/url?url=${address('telegram')}&text=${encodeURIComponent(textFor(null))}`,
      web: null,
    },
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

/** Those first that most people use. A computer has browsers' doors only. */
const offered: Readonly<Record<Platform, readonly Channel[]>> = {
  android: ['whatsapp', 'messenger', 'imo', 'telegram', 'viber', 'sms'],
  ios: ['whatsapp', 'messenger', 'telegram', 'sms', 'viber'],
  other: ['whatsapp', 'telegram'],
}

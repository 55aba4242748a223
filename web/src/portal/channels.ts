/** Ways to send a link, as addresses that the phone's own apps open. Each link says by which it went. Pure. */
import type { Platform } from './rendered.js'

export type Channel = 'whatsapp' | 'messenger' | 'telegram' | 'imo' | 'viber' | 'sms'

/** @param textFor what is sent, with the link in it. */
export function channelsOf(
  platform: Platform,
  link: string,
  textFor: (link: string) => string,
): { readonly name: Channel; readonly address: string }[] {
  const marked = (name: Channel) => `${link}?via=${name}`
  const text = (name: Channel) => encodeURIComponent(textFor(marked(name)))
  const all: Readonly<Record<Channel, string>> = {
    whatsapp: `https://wa.me/?text=${text('whatsapp')}`,
    // It takes a link and no text.
    messenger: `fb-messenger://share/?link=${encodeURIComponent(marked('messenger'))}`,
    telegram: `https://t.me/share/url?url=${encodeURIComponent(marked('telegram'))}&text=${text('telegram')}`,
    // imo has no address for sharing; Android opens its door for texts.
    imo: `intent:#Intent;action=android.intent.action.SEND;type=text/plain;package=com.imo.android.imoim;S.android.intent.extra.TEXT=${text('imo')};end`,
    viber: `viber://forward?text=${text('viber')}`,
    // The form that both Android and the iPhone take.
    sms: `sms:?&body=${text('sms')}`,
  }
  return offered[platform].map((name) => ({ name, address: all[name] }))
}

/** A computer has browsers' doors only. */
const offered: Readonly<Record<Platform, readonly Channel[]>> = {
  android: ['whatsapp', 'messenger', 'imo', 'telegram', 'viber', 'sms'],
  ios: ['whatsapp', 'messenger', 'telegram', 'viber', 'sms'],
  other: ['whatsapp', 'telegram'],
}

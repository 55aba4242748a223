/**
 * Words that nobody can choose as a code, because a friend could take the person for somebody else. They are compared by
 * their keys, so look-alikes are reserved too. Bad language is the app's matter: it sends the code. Pure.
 */
import { keyOfWord, type ChosenCode } from './chosen-code.js'

/** Also as a part of a longer code: `bkashbonus`. */
const anywhere = keysOf(
  `bondhu admin official support helpline helpdesk moderator bkash nagad rocket upay bank visa mastercard police govt
  বন্ধু বিকাশ নগদ রকেট উপায় ব্যাংক অফিসিয়াল অফিশিয়াল সাপোর্ট হেল্পলাইন অ্যাডমিন এডমিন পুলিশ সরকার`,
)

const whole = new Set(
  keysOf(
    `app bonus cash code free friend gift help home invite join link lottery money null offer pay pin otp prize refer reward
    rule security staff system taka team terms test undefined user win winner www you
    অফার কোড ক্যাশ টাকা টিম টেস্ট নিয়ম পুরস্কার ফ্রি বোনাস লটারি লিংক সাহায্য`,
  ),
)

/** A shorter name is a part of too many words. */
const nameLengthMin = 3

/** @param names of the app and its owner, in every language */
export function isReserved({ key }: ChosenCode, names: readonly string[]): boolean {
  const own = names.map(keyOfWord).filter((name) => name.length >= nameLengthMin)
  return whole.has(key) || [...anywhere, ...own].some((word) => key.includes(word))
}

function keysOf(words: string): string[] {
  return words.split(/\s+/).map(keyOfWord)
}

import { reasonLabels } from '../reasons.js'

export const states = {
  referral: {
    pending: 'অপেক্ষায়',
    review: 'দেখা হচ্ছে',
    counted: 'গণনা হয়েছে',
    lapsed: 'সময় শেষ',
    reversed: 'ফেরত নেওয়া',
    refused: 'গণনা হয়নি',
  },
  reason: reasonLabels,
  account: {
    funding: 'তহবিলের উৎস',
    returned: 'ফেরত',
    reserved: 'তুলে রাখা',
    budget: 'তহবিল',
    held: 'যাচাই চলছে',
    available: 'তোলা যাবে',
    clearing: 'পথে আছে',
    paid: 'পেয়েছেন',
  },
}

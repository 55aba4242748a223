/** বাংলা: what a cash-out is paid to. */

export const methodKinds = { bkash: 'বিকাশ', nagad: 'নগদ', rocket: 'রকেট', recharge: 'মোবাইল রিচার্জ', bank: 'ব্যাংক' }

/** In the tables of the console. */
export const shortMethodKinds = { ...methodKinds, recharge: 'রিচার্জ' }

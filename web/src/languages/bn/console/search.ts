export const search = {
  title: 'খুঁজুন',
  open: 'খুঁজুন',
  label: 'মানুষ, টাকা পাঠানো বা পাতা',
  found: 'যা পাওয়া গেছে',
  groups: { people: 'মানুষ', payouts: 'টাকা পাঠানো', places: 'পাতা ও কাজ' },
  counted: (many: string) => `সফল বন্ধু ${many}`,
  payout: (sum: string, who: string) => `${who}, ${sum}`,
  nothing: 'কিছু পাওয়া যায়নি।',
  hint: 'ইউজার আইডি, কোড, ফোন নম্বর, বা টাকা পাঠানোর আইডি পুরোটা লিখুন। ফোন নম্বর কোথাও লেখা থাকে না।',
  hintOutside: 'মানুষ বা টাকা খুঁজতে আগে একটি অফার বাছুন।',
  actions: {
    newProgram: 'নতুন অফার তৈরি করুন',
    account: 'আমার অ্যাকাউন্ট',
    approve: 'টাকা পাঠানোর অনুমোদন দিন',
    fund: 'তহবিলে টাকা দিন',
    invite: 'দলে কাউকে ডাকুন',
  },
}

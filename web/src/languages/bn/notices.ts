export const notices = {
  subject: (program: string, count: string) => `${program}: ${count}টি কাজ আপনার অপেক্ষায়`,
  hello: (program: string) => `“${program}” অফারে নতুন কাজ আপনার অপেক্ষায় আছে:`,
  open: 'ইনবক্সে বিস্তারিত দেখুন। কোন খবর পাবেন, তা “আমার অ্যাকাউন্ট” পাতায় বদলানো যায়।',
  kinds: {
    approval: 'টাকা পাঠানোর অনুমোদন',
    unknown_outcome: 'টাকা পাঠানো, উত্তর আসেনি',
    appeal: 'আপত্তি',
    review: 'অপব্যবহারের সন্দেহ',
    reported_link: 'অভিযোগ আসা লিংক',
    missing_friend: 'যে বন্ধু গণনায় নেই',
    difference: 'হিসাবের গরমিল',
    failing_webhook: 'ওয়েবহুক চলছে না',
    failing_provider: 'প্রোভাইডারের সমস্যা',
    low_budget: 'তহবিল কম',
  },
}

/** বাংলা: what people are told of a change, to be pushed or texted as it is. */
export const changes = {
  linkStopped:
    'আপনার লিংক ও কোড বন্ধ করা হয়েছে। এখন এগুলো দিয়ে কেউ এলে বোনাস হবে না। আপনার টাকা আপনারই আছে, তোলা যাবে। জানতে চাইলে আমাদের লিখুন।',
  linkRestarted: 'আপনার লিংক ও কোড আবার চালু হয়েছে। এখন নতুন বন্ধু এলে বোনাস পাবেন।',
  counted: (amount: string) => `একজন বন্ধু আপনার আমন্ত্রণে যোগ দিয়েছেন। ${amount} এখনই তোলা যাবে।`,
  countedFrom: (amount: string, day: string) =>
    `একজন বন্ধু আপনার আমন্ত্রণে যোগ দিয়েছেন। ${amount} যাচাই করা হচ্ছে, ${day} থেকে তোলা যাবে।`,
  afterLapse: (counted: string) => `পরে জানা গেছে, একজন বন্ধু বাকি কাজটুকু সময়ের মধ্যেই করেছিলেন। ${counted}`,
  available: (amount: string) => `আপনার ${amount} এখন তোলা যাবে।`,
  bonusFrom: (amount: string, day: string) => `আপনি ${amount} পাচ্ছেন। যাচাই চলছে, ${day} থেকে তোলা যাবে।`,
  pending: (amount: string, day: string) =>
    `একজন বন্ধু আপনার লিংক দিয়ে যোগ দিয়েছেন। ${day} তারিখের মধ্যে তিনি বাকি কাজটুকু করলে আপনি ${amount} পাবেন।`,
  bonusPending: (amount: string, day: string) => `${day} তারিখের মধ্যে বাকি কাজটুকু করলে আপনি ${amount} পাবেন।`,
  review: (amount: string) => `আপনার একজন বন্ধুর জন্য ${amount} আমরা যাচাই করে দেখছি। শেষ হলে জানাব।`,
  bonusReview: (amount: string) => `আপনার ${amount} আমরা যাচাই করে দেখছি। শেষ হলে জানাব।`,
  afterReview: (amount: string) => `যাচাই শেষ হয়েছে। আপনার একজন বন্ধুর জন্য ${amount} ঠিক আছে, এখন তোলা যাবে।`,
  afterReviewFrom: (amount: string, day: string) =>
    `যাচাই শেষ হয়েছে। আপনার একজন বন্ধুর জন্য ${amount} ঠিক আছে, ${day} থেকে তোলা যাবে।`,
  lapsed: (amount: string) => `একজন বন্ধু সময়ের মধ্যে বাকি কাজটুকু করেননি, তাই আপনি ${amount} পাননি।`,
  bonusLapsed: (amount: string) => `সময়ের মধ্যে বাকি কাজটুকু হয়নি, তাই আপনি ${amount} পাননি।`,
  /** Reasons that say something of the program or of the advocate, and nothing of the friend. */
  friendRefused: {
    program_not_live: 'একজন বন্ধু আপনার লিংক দিয়ে এসেছেন। অফারটি তখন চালু ছিল না, তাই বোনাস হয়নি।',
    program_closed: 'একজন বন্ধু আপনার লিংক দিয়ে এসেছেন। অফারটি শেষ হয়ে গেছে, অথবা তাঁর দেশে চলছে না, তাই বোনাস হয়নি।',
    link_stopped: 'একজন বন্ধু আপনার কোড দিয়ে এসেছেন। আপনার লিংক ও কোড বন্ধ করা আছে, তাই বোনাস হয়নি।',
  },
  upheld: 'আপনার আপত্তি আমরা দেখেছি, আপনি ঠিক বলেছেন। আমন্ত্রণটি এখন সফল।',
  dismissed: (refusal: string) => `আপনার আপত্তি আমরা দেখেছি। সিদ্ধান্ত আগেরটাই থাকছে: ${refusal}`,
  ownTakenBack: (amount: string) => `আপনার ${amount} ফেরত নেওয়া হয়েছে: নিজের লিংক দিয়ে নিজেকে আমন্ত্রণ জানানো যায় না।`,
  takenBack: (amount: string) => `আপনার ${amount} ফেরত নেওয়া হয়েছে: যাচাই করে দেখা গেছে, এটি অফারের নিয়মে পড়ে না।`,
  paid: (amount: string) => `${amount} পেয়েছেন।`,
  notPaid: (amount: string, why: string) => `${amount} পাঠানো যায়নি। ${why}`,
  returned: (amount: string, where: string) => `আপনাকে পাঠানো ${amount} ফেরত এসেছে। ${where}`,
  cashOutAgain: 'টাকাটা আবার তোলা যাবে।',
  methodChanged: (day: string) =>
    `আপনার টাকা তোলার নম্বর বদলানো হয়েছে। ${day} থেকে নতুন নম্বরে টাকা তোলা যাবে। আপনি না বদলে থাকলে এখনই জানান।`,
  budgetExhausted: 'অফারটি আপাতত পূর্ণ। এখন নতুন বন্ধু এলে বোনাস হবে না। আপনার পাওনা আগের মতোই আছে।',
  paused: 'অফারটি এখন থেমে আছে। এখন নতুন বন্ধু এলে বোনাস হবে না। আপনার পাওনা আগের মতোই আছে।',
  resumed: 'অফারটি আবার চালু হয়েছে।',
  closing: (day: string) =>
    `অফারটি শেষ হয়েছে। যাঁরা আগে আপনার লিংকে এসেছেন, তাঁরা ${day} পর্যন্ত যোগ দিলে আপনি বোনাস পাবেন। আপনার পাওনা আপনারই থাকবে, পুরোটাই তোলা যাবে।`,
  settled: 'অফারের হিসাব শেষ হয়েছে। যা তোলেননি, তা আপনারই আছে, এখনও তোলা যাবে।',
}

/**
 * Reads the name of a column in a file of members. A column that tells who somebody is must not be left unread: the program
 * would count its people as new. Capitals, spaces and punctuation do not matter. Pure; never throws.
 *
 * | written                                                       | read as                      |
 * | ------------------------------------------------------------- | ---------------------------- |
 * | `userId`, `User ID`, `user_id`, `Customer ID`                 | `userId`                     |
 * | `Mobile`, `Mobile No.`, `Phone number`, `MSISDN`, `মোবাইল নম্বর` | `phone`                   |
 * | `E-mail`, `Email address`, `ইমেইল`                            | `email`                      |
 * | `Device ID`, `Install ID`, `Country code`, `Created at`       | `device`, `install`, `country`, `createdAt` |
 * | a name that speaks of an identity (`Second phone`), `ID`      | `unclear`: the file is refused |
 * | another name (`Plan`), nothing                                | not read                     |
 */
export const memberColumns = ['userId', 'phone', 'email', 'device', 'install', 'country', 'createdAt'] as const
export type MemberColumn = (typeof memberColumns)[number]

const namesOf: Readonly<Record<MemberColumn, string>> = {
  userId: 'userid uid accountid customerid memberid',
  phone:
    'phone phoneno phonenumber mobile mobileno mobilenumber mobilephone mobilephoneno mobilephonenumber msisdn ' +
    'cell cellno cellphone cellnumber telephone telephoneno telephonenumber contactno contactnumber whatsapp whatsappno whatsappnumber ' +
    'ফোন ফোননং ফোননম্বর ফোননাম্বার মোবাইল মোবাইলনং মোবাইলনম্বর মোবাইলনাম্বার',
  email: 'email emailaddress emailid mail mailaddress ইমেইল ইমেল',
  device: 'device deviceid',
  install: 'install installid installation installationid',
  country: 'country countrycode',
  createdAt: 'createdat created createdon registeredat registeredon joinedat joinedon',
}

const columnOf: ReadonlyMap<string, MemberColumn> = new Map(
  memberColumns.flatMap((column) => namesOf[column].split(' ').map((name) => [plainOf(name), column] as const)),
)
const speaksOfIdentity = new RegExp(
  ['phone|mobile|msisdn|whatsapp|^cell|contact|mail|device|install|imei|gaid|idfa|androidid', 'ফোন|মোবাইল|মেইল|মেল']
    .concat('(?:user|account|customer|member)(?:id|no|number)|^(?:id|user|account|customer|member)$')
    .map((part) => part.normalize('NFKC'))
    .join('|'),
)

export function readMemberColumn(written: string): MemberColumn | 'unclear' | undefined {
  const name = plainOf(written)
  return columnOf.get(name) ?? (speaksOfIdentity.test(name) ? 'unclear' : undefined)
}

function plainOf(written: string): string {
  return written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
}

import type { account as base } from '../../bn/console/account.js'

export const account: typeof base = {
  account: 'My account',
  grant: (role: string, where: string) => `You are ${role} ${where}.`,
  currentPassword: 'Your password now',
  changePassword: 'Change the password',
  passwordSays: 'A new password ends your sessions everywhere else. Here you stay signed in.',
  passwordChanged: 'The password is changed, and all other sessions have ended.',
  hasSecondFactor: 'It is set up. If you lose your phone and the backup codes, an owner can take it away.',
  noSecondFactor: 'Not set up. With it, whoever learns your password still does not come in.',
  sessions: 'Where you are signed in',
  sessionsSay: 'End what you do not know, and then change your password.',
  noSession: 'Signed in nowhere.',
  device: 'Device',
  unknownDevice: 'Unknown device',
  signedIn: 'Signed in',
  lastUsed: 'Last used',
  endSession: 'Session',
  end: 'End it',
  thisOne: 'this one',
}

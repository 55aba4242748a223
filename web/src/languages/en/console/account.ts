import type { account as base } from '../../bn/console/account.js'

export const account: typeof base = {
  account: 'My account',
  grant: (role: string, where: string) => `You are ${role} ${where}.`,
  currentPassword: 'Your current password',
  changePassword: 'Change the password',
  passwordSays: 'A new password ends all your other sessions. You stay signed in here.',
  passwordChanged: 'Your password is changed. All other sessions have ended.',
  hasSecondFactor: 'It is set up. If you lose your phone and the backup codes, an owner can remove it.',
  noSecondFactor: 'Not set up. It keeps out a person who has learnt your password.',
  sessions: 'Where you are signed in',
  sessionsSay: 'End any session that you do not recognise. Then change your password.',
  noSession: 'There are no sessions.',
  device: 'Device',
  unknownDevice: 'Unknown device',
  signedIn: 'Signed in',
  lastUsed: 'Last used',
  endSession: 'Session',
  end: 'End it',
  thisOne: 'this session',
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { memberColumns, readMemberColumn } from '../../src/readers/member-column.js'
import { anyText, blanks, dashes, formatCharacters } from './shapes.js'

const table: Readonly<Record<string, readonly string[]>> = {
  userId: [
    'userId',
    'User ID',
    'user_id',
    'USER-ID',
    'UserID ',
    '\ufeffUser Id',
    'uid',
    'Customer ID',
    'member_id',
    'Account ID',
  ],
  phone: [
    'phone',
    'Mobile',
    'Mobile No',
    'Mobile No.',
    'MOBILE_NUMBER',
    'Phone number',
    'Phone-number',
    'Phone:',
    'MSISDN',
    'Cell',
    'Telephone',
    'WhatsApp No',
    'Contact Number',
    'ｍｏｂｉｌｅ',
    'মোবাইল',
    'মোবাইল নং',
    'মোবাইল নম্বর',
    'ফোন নাম্বার',
  ],
  email: ['email', 'E-mail', 'e mail', 'Email Address', 'Mail', 'ইমেইল', 'ই-মেইল'],
  device: ['device', 'Device ID', 'device_id'],
  install: ['install', 'Install ID', 'installation_id'],
  country: ['country', 'Country Code'],
  createdAt: ['createdAt', 'created_at', 'Created', 'Registered on'],
  unclear: [
    'ID',
    'Second phone',
    'Mobile 2',
    'phone_hash',
    'Contact',
    'Emergency contact',
    'Backup e-mail',
    'Device model',
    'IMEI',
    'GAID',
    'old user id',
    'Customer no',
    'বাবার মোবাইল',
  ],
}
const others = ['Plan', 'Name', 'নাম', 'Excellent', 'Cancelled', 'Balance', 'Address', 'Paid', '', ' ', '#', '\u200b']

test('a column is recognised by its common names, and one that may identify people is unclear', () => {
  for (const [column, names] of Object.entries(table)) {
    for (const name of names) assert.equal(readMemberColumn(name), column, name)
  }
  for (const name of others) assert.equal(readMemberColumn(name), undefined, name)
  for (const column of memberColumns) assert.equal(readMemberColumn(column), column)
})

test('spaces, dashes and invisible characters are ignored, and reading never throws', () => {
  for (const mark of [...blanks, ...dashes, ...formatCharacters]) {
    assert.equal(readMemberColumn(`${mark}Mobile${mark}No${mark}`), 'phone', JSON.stringify(mark))
  }
  fc.assert(fc.property(anyText, (text) => readMemberColumn(text) !== null))
})

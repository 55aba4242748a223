/**
 * Draws a logo again, as a small picture. Anything else in the file is dropped. No database.
 * Only PNG is accepted, because its size in pixels stands at a fixed place and can be checked before it is decoded.
 */
import { AppError } from '../../errors.js'

export const logoBytesMax = 512 * 1024
/** The page of a friend weighs at most 14 KB with it. */
export const logoPictureBytesMax = 6 * 1024

const sideMax = 4096
/** Largest first: 192 pixels are sharp at 64 on the finest screens. */
const sides = [192, 144, 96, 64]
const qualities = [90, 75, 50]
const end = Buffer.from('49454e44ae426082', 'hex')
const signature = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

/** @returns a square WebP of at most 6 KB, the logo in its middle. @throws AppError `logo_unreadable` */
export async function logoPicture(file: Buffer): Promise<Buffer> {
  refuseUnlikely(file)
  // Loaded for the first logo: it takes a tenth of a second.
  const { createCanvas, loadImage } = await import('@napi-rs/canvas')
  const image = await loadImage(file).catch(() => {
    throw new AppError('logo_unreadable', 'This file is damaged, or is no PNG picture.')
  })
  for (const side of sides) {
    const canvas = createCanvas(side, side)
    const context = canvas.getContext('2d')
    context.imageSmoothingQuality = 'high'
    const scale = side / Math.max(image.width, image.height)
    const [width, height] = [image.width * scale, image.height * scale]
    context.drawImage(image, (side - width) / 2, (side - height) / 2, width, height)
    for (const quality of qualities) {
      const picture = await canvas.encode('webp', quality)
      if (picture.length <= logoPictureBytesMax) return picture
    }
  }
  throw new AppError('logo_unreadable', 'This picture has too much detail for a logo. Send a simpler one.')
}

/** A small file can unpack to a picture of gigabytes. */
function refuseUnlikely(file: Buffer): void {
  if (file.length > logoBytesMax) {
    throw new AppError('logo_unreadable', `A logo is a file of at most ${logoBytesMax / 1024} KB.`)
  }
  if (file.length < 24 || !file.subarray(0, signature.length).equals(signature)) {
    throw new AppError('logo_unreadable', 'A logo is a PNG picture.')
  }
  // A file that was cut off would be drawn as far as it goes.
  if (!file.includes(end)) throw new AppError('logo_unreadable', 'This file is cut off.')
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  if (width < 32 || height < 32 || width > sideMax || height > sideMax) {
    throw new AppError('logo_unreadable', `A logo is 32 to ${sideMax} pixels wide and high.`)
  }
}

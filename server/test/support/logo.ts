/** Logos for tests, drawn as an app would send them. */
import { createCanvas } from '@napi-rs/canvas'

/** A PNG in base64: a rounded square with a letter-like bar. */
export function logoOf(color: string, width = 256, height = width): string {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = color
  context.beginPath()
  context.roundRect(0, 0, width, height, width / 5)
  context.fill()
  context.fillStyle = '#fff'
  context.fillRect(width * 0.25, height * 0.3, width * 0.22, height * 0.4)
  context.fillStyle = '#ffc96b'
  context.fillRect(width * 0.53, height * 0.3, width * 0.22, height * 0.4)
  return canvas.toBuffer('image/png').toString('base64')
}

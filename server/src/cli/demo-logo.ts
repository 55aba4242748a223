/** The logo of the demo's app: an open book, drawn as a company would send it. */

/** A PNG in base64. */
export async function drawDemoLogo(): Promise<string> {
  // Loaded for the first demo only: it takes a tenth of a second.
  const { createCanvas } = await import('@napi-rs/canvas')
  const canvas = createCanvas(320, 320)
  const context = canvas.getContext('2d')
  context.scale(8, 8)
  context.fillStyle = '#9c3d1c'
  context.beginPath()
  context.roundRect(0, 0, 40, 40, 9)
  context.fill()
  // The two pages: from the fold outwards, and back along the lower edge.
  for (const [color, outwards] of [
    ['#ffffff', -1],
    ['#ffc96b', 1],
  ] as const) {
    context.fillStyle = color
    context.beginPath()
    context.moveTo(20 + outwards, 13)
    context.quadraticCurveTo(20 + outwards * 6, 9.5, 20 + outwards * 12, 11)
    context.lineTo(20 + outwards * 12, 27)
    context.quadraticCurveTo(20 + outwards * 6, 26, 20 + outwards, 29)
    context.fill()
  }
  const png = await canvas.encode('png')
  return png.toString('base64')
}

/**
 * Reads a tar stream of regular files and folders, piece by piece, as PostgreSQL writes a cluster. Uses 512 bytes of
 * memory. Links, devices, and names that lead out of the folder are refused: a backup has none.
 */
export interface TarEntry {
  readonly kind: 'file' | 'folder'
  /** Relative, with slashes, without a trailing one. */
  readonly path: string
  readonly bytes: number
}

export type TarPiece = { readonly entry: TarEntry } | { readonly content: Buffer }

const blockBytes = 512
const pathLengthMax = 255

export class TarReader {
  private readonly block = Buffer.alloc(blockBytes)
  private inBlock = 0
  private content = 0
  private padding = 0
  private emptyBlocks = 0

  /** @throws Error if the stream ended before its end mark */
  end(): void {
    if (this.emptyBlocks < 2 || this.inBlock > 0) throw new Error('The backup ends in the middle of a file.')
  }

  /** @throws Error if this is not a tar stream of files and folders */
  *push(chunk: Buffer): Generator<TarPiece> {
    for (let at = 0; at < chunk.length;) {
      if (this.content > 0) {
        const content = chunk.subarray(at, at + this.content)
        this.content -= content.length
        at += content.length
        yield { content }
      } else if (this.padding > 0) {
        const skipped = Math.min(this.padding, chunk.length - at)
        this.padding -= skipped
        at += skipped
      } else {
        const copied = chunk.copy(this.block, this.inBlock, at)
        this.inBlock += copied
        at += copied
        if (this.inBlock === blockBytes) yield* this.header()
      }
    }
  }

  private *header(): Generator<TarPiece> {
    this.inBlock = 0
    if (this.block.every((byte) => byte === 0)) {
      this.emptyBlocks++
      return
    }
    if (this.emptyBlocks > 0 || checksumOf(this.block) !== numberAt(this.block, 148, 8))
      throw new Error('The backup is not a tar stream, or it was changed.')
    const entry = entryOf(this.block)
    this.content = entry.bytes
    this.padding = (blockBytes - (entry.bytes % blockBytes)) % blockBytes
    yield { entry }
  }
}

function entryOf(block: Buffer): TarEntry {
  const type = String.fromCharCode(block[156] ?? 0)
  const [name, prefix] = [textAt(block, 0, 100), textAt(block, 345, 155)]
  const path = (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '').replace(/\/+$/, '')
  if (type !== '5' && type !== '0' && type !== '\0') throw new Error(`The backup holds ${path}, which is no file.`)
  const parts = path.split('/')
  if (path === '' || path.length > pathLengthMax || path.startsWith('/') || parts.includes('..') || path.includes('\\'))
    throw new Error(`The backup holds a file with a name that it cannot have: ${JSON.stringify(path)}.`)
  if (type === '5') return { kind: 'folder', path, bytes: 0 }
  return { kind: 'file', path, bytes: numberAt(block, 124, 12) }
}

/** The sum of the header's bytes, with its own field counted as spaces. */
function checksumOf(block: Buffer): number {
  let sum = 0
  for (let at = 0; at < blockBytes; at++) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0)
  return sum
}

function textAt(block: Buffer, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end === -1 ? length : end)
}

/** Octal digits. PostgreSQL writes no larger numbers (8 GB): its files are cut at 1 GB. */
function numberAt(block: Buffer, at: number, length: number): number {
  const text = textAt(block, at, length).trim()
  if (!/^[0-7]{1,11}$/.test(text)) throw new Error('The backup is not a tar stream, or it was changed.')
  return Number.parseInt(text, 8)
}

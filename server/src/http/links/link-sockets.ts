/**
 * Answers plain link requests on their socket. Node's parser, request and answer took half of the service's time for a
 * visit. A connection stays here while it sends only such requests. At its first other request it goes to Node's own
 * server for good, with the bytes read so far.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Redirect } from './redirects.js'
import type { LinkAnswer } from './link-answer.js'
import type { Asker, Links } from './links.js'
import { plainAnswer, plainRedirect, readPlainLink } from './plain-link.js'

export interface LinkSockets {
  /** From now on each connection closes after its next answer. */
  finish(): void
  /** Closes idle connections, even if a request is about to arrive. */
  endIdle(): void
}

export function answerLinksOnSockets(server: Server, links: Links, keepAliveMs: number): LinkSockets {
  // Node's own listener, which reads a connection as HTTP.
  const [toNode, ...others] = server.listeners('connection')
  if (toNode === undefined || others.length > 0) throw new Error('A server of HTTP has one listener of connections.')
  server.removeListener('connection', toNode as () => void)
  const open = new Set<LinkSocket>()
  const give = (socket: Socket) => toNode.call(server, socket) as unknown
  let isFinishing = false
  let isClosing = false
  const begin = (socket: Socket) => {
    const one = new LinkSocket(socket, links, keepAliveMs, give, (left) => open.delete(left))
    open.add(one)
    if (isFinishing) one.finish()
  }
  server.on('connection', (socket) => {
    // Node closes connections that send nothing.
    if (isClosing) give(socket)
    else begin(socket)
  })
  return {
    finish() {
      isFinishing = true
      for (const one of open) one.finish()
    },
    endIdle() {
      isClosing = true
      for (const one of open) one.endIdle()
    },
  }
}

class LinkSocket implements Asker {
  private readonly socket: Socket
  private readonly links: Links
  private readonly keepAliveMs: number
  private readonly give: (socket: Socket) => void
  private readonly leave: (one: LinkSocket) => void
  private readonly remoteAddress: string
  private answering = false
  private finishing = false
  /** The other side sends nothing more. */
  private ended = false
  /** Bytes that arrived while an answer was being made. */
  private early: Buffer[] = []

  constructor(
    socket: Socket,
    links: Links,
    keepAliveMs: number,
    give: (socket: Socket) => void,
    leave: (one: LinkSocket) => void,
  ) {
    this.socket = socket
    this.links = links
    this.keepAliveMs = keepAliveMs
    this.give = give
    this.leave = leave
    this.remoteAddress = socket.remoteAddress ?? ''
    socket.setNoDelay(true)
    socket.setTimeout(keepAliveMs)
    socket.on('data', this.take).on('timeout', this.drop).on('error', this.drop).on('close', this.drop)
    socket.on('end', this.end)
  }

  finish(): void {
    this.finishing = true
  }

  endIdle(): void {
    if (this.answering) return
    // Later bytes were never read: their sender sees the connection close.
    this.socket.removeListener('data', this.take)
    this.socket.destroySoon()
  }

  private readonly drop = () => {
    this.leave(this)
    this.socket.destroy()
  }

  private readonly end = () => {
    if (!this.answering) this.socket.end()
    this.ended = true
  }

  private readonly take = (chunk: Buffer) => {
    if (this.answering) {
      // Pipelined requests go to Node's parser, which keeps them in order.
      this.early.push(chunk)
      this.socket.pause()
      return
    }
    const link = readPlainLink(chunk)
    if (link === undefined) {
      this.handOver([chunk])
      return
    }
    this.answering = true
    this.links.follow('GET', link.url, { headers: link.headers, remoteAddress: this.remoteAddress }, this)
  }

  answer(answer: LinkAnswer): void {
    const keepAliveSeconds = this.keepAliveSeconds()
    this.write(plainAnswer(answer, Date.now(), keepAliveSeconds), 'utf8', keepAliveSeconds === undefined)
  }

  redirectTo(to: Redirect, clickId: string): void {
    const keepAliveSeconds = this.keepAliveSeconds()
    this.write(plainRedirect(to, clickId, Date.now(), keepAliveSeconds), 'latin1', keepAliveSeconds === undefined)
  }

  private keepAliveSeconds(): number | undefined {
    return this.finishing && this.early.length === 0 ? undefined : this.keepAliveMs / 1000
  }

  private write(text: string, encoding: 'utf8' | 'latin1', isLast: boolean): void {
    this.answering = false
    if (this.socket.destroyed) return
    const isTaken = this.socket.write(text, encoding)
    // A client that sends without reading must wait: its answers would accumulate here.
    if (!isTaken) this.socket.pause().once('drain', () => this.socket.resume())
    if (isLast) this.endIdle()
    else if (this.early.length > 0) this.handOver(this.early)
    else if (this.ended) this.socket.end()
  }

  private handOver(read: readonly Buffer[]): void {
    const { socket } = this
    this.leave(this)
    socket.removeListener('data', this.take).removeListener('timeout', this.drop).removeListener('error', this.drop)
    socket.removeListener('close', this.drop).removeListener('end', this.end)
    socket.setTimeout(0)
    socket.pause()
    this.give(socket)
    socket.unshift(Buffer.concat(read))
    socket.resume()
  }
}

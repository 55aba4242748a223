/**
 * The built files of a page that runs in a browser: compressed, with a content digest in the name, so that browsers can
 * cache them for ever.
 */
import type { FastifyInstance } from 'fastify'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import * as z from 'zod'
import { AppError, must } from '../../errors.js'
import { encodingFor } from '../common/compressed.js'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

interface File {
  readonly type: string
  readonly plain: Buffer
  readonly br: Buffer
  readonly gzip: Buffer
}

const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()),
  preloads: z.record(z.string(), z.array(z.string())),
  style: z.string().nullable(),
})

export class BrowserApp {
  /** The names of the first scripts (`browser`, or `browser-bn`, …) and of the style sheet. */
  readonly scripts: Readonly<Record<string, string>>
  /** The files that each first script imports. */
  readonly preloads: Readonly<Record<string, readonly string[]>>
  readonly style: string | null
  private readonly files: ReadonlyMap<string, File>

  private constructor(manifest: z.output<typeof manifestSchema>, files: ReadonlyMap<string, File>) {
    this.scripts = manifest.scripts
    this.preloads = manifest.preloads
    this.style = manifest.style
    this.files = files
  }

  /** @param name a folder of `web/src` that has a `browser.ts`. */
  static async load(name: string): Promise<BrowserApp> {
    const manifestPath = createRequire(import.meta.url).resolve(`@bondhu/web/apps/${name}/manifest.json`)
    const folder = dirname(manifestPath)
    const names = (await readdir(folder)).filter((file) => extname(file) in types)
    const files = await Promise.all(
      names.map(async (file): Promise<[string, File]> => [file, await readOne(folder, file)]),
    )
    return new BrowserApp(manifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8'))), new Map(files))
  }

  /** The content of a file, for a page that includes it. */
  text(name: string | null): string {
    return must(this.files.get(name ?? ''), 'a file of the manifest').plain.toString('utf8')
  }

  /** @param prefix the address of the files, `/console/assets`. */
  mount(app: FastifyInstance, prefix: string): void {
    app.get(`${prefix}/:file`, (request, reply) => {
      const file = this.files.get((request.params as { file: string }).file)
      if (file === undefined) throw new AppError('not_found', 'This page has a newer version. Load it again.')
      const encoding = encodingFor(request)
      if (encoding !== undefined) reply.header('content-encoding', encoding)
      return reply
        .type(file.type)
        .header('vary', 'accept-encoding')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(file[encoding ?? 'plain'])
    })
  }
}

async function readOne(folder: string, name: string): Promise<File> {
  const path = join(folder, name)
  const [plain, br, gzip] = await Promise.all([readFile(path), readFile(`${path}.br`), readFile(`${path}.gz`)])
  return { type: types[extname(name)] ?? '', plain, br, gzip }
}

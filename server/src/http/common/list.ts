/**
 * A list is declared once: its item, its filters, its order, and how a page is read. From that come the call with JSON
 * pages, the call with the whole list as a file, and the export of `bondhu export`.
 */
import * as z from 'zod'
import { csvFile, type Cell, type Column } from './csv.js'
import { readAll, readPage, type Order, type Reader, pageQuery } from './paging.js'
import { fileRoute, route, type Call, type FileSpec, type Route, type RouteSpec } from './route.js'

type Shape = z.ZodType
type Fields = z.ZodRawShape
type Values<F extends Fields> = z.output<z.ZodObject<F>>
type Awaitable<T> = T | Promise<T>

/** What a list and its file have in common with every route. */
type Named<P extends Shape> = Pick<
  RouteSpec<P, Shape, Shape, Shape>,
  'path' | 'tag' | 'operationId' | 'summary' | 'description' | 'permission' | 'params'
>

/** The list as CSV, at its path and operation id with `.csv` appended. */
type File<Item, P extends Shape> = Pick<FileSpec<P, Shape>, 'summary' | 'fileNameOf'> &
  // Fields that are cells already need no column.
  (Item extends Readonly<Record<string, Cell>>
    ? { readonly columns?: readonly Column<Item>[] }
    : { readonly columns: readonly Column<Item>[] })

interface ListSpec<
  P extends Shape,
  F extends Fields,
  S extends Fields,
  Row,
  Place,
  Item extends z.ZodObject,
  T extends Fields,
> extends Named<P> {
  /** Of the list and of its file. */
  readonly filters?: F
  /** Only for the list: a file has the first order. */
  readonly sorting?: S
  readonly item: Item
  readonly order: Order<Row, Place>
  /**
   * Finds once what the list is about, and returns the function that reads pages. It may refuse, before any byte of a
   * file is sent.
   */
  readonly read: (call: Call<z.output<P>, Values<F> & Partial<Values<S>>, undefined>) => Awaitable<Reader<Row, Place>>
  readonly view: (
    rows: readonly Row[],
    call: Call<z.output<P>, Values<F> & Partial<Values<S>>, undefined>,
  ) => Awaitable<readonly z.input<Item>[]>
  /** What each page says about the whole list. */
  readonly totals?: {
    readonly shape: T
    readonly read: (call: Call<z.output<P>, Values<F>, undefined>) => Promise<z.input<z.ZodObject<T>>>
  }
  readonly file?: File<z.input<Item>, P>
}

const noFields = z.object({})
type None = (typeof noFields)['shape']

/** A list that is read a page at a time. */
export function list<
  Row,
  Place,
  Item extends z.ZodObject,
  P extends Shape = z.ZodUnknown,
  F extends Fields = None,
  S extends Fields = None,
  T extends Fields = None,
>(spec: ListSpec<P, F, S, Row, Place, Item, T>): readonly Route[] {
  const { filters, sorting, item, order, read, view, totals, file, ...named } = spec
  type ListCall = Parameters<typeof read>[0]
  const page = route({
    ...named,
    method: 'GET',
    query: pageQuery.extend({ ...filters, ...sorting }),
    response: z.object({ items: z.array(item), nextCursor: z.string().nullable(), ...totals?.shape }),
    handle: async (call): Promise<never> => {
      const listCall = call as unknown as ListCall
      const { rows, nextCursor } = await readPage(order, call.query, await read(listCall))
      return { items: await view(rows, listCall), nextCursor, ...(await totals?.read(listCall)) } as never
    },
  })
  if (file === undefined) return [page]
  const query = filters && z.strictObject(filters)
  const itemsOf = async function* (call: ListCall, reader: Reader<Row, Place>) {
    for await (const rows of readAll(order.placeOf, reader)) yield await view(rows, call)
  }
  const lines = async (call: unknown) => itemsOf(call as ListCall, await read(call as ListCall))
  return [page, fileOf(named, item, file, query, lines)]
}

/** A short list that is read as a whole. */
export function wholeList<Item extends z.ZodObject, P extends Shape = z.ZodUnknown>({
  item,
  read,
  file,
  ...named
}: Named<P> & {
  readonly item: Item
  readonly read: (call: Call<z.output<P>, undefined, undefined>) => Promise<readonly z.input<Item>[]>
  readonly file?: File<z.input<Item>, P>
}): readonly Route[] {
  type ListCall = Parameters<typeof read>[0]
  const whole = route({
    ...named,
    method: 'GET',
    response: z.object({ items: z.array(item), nextCursor: z.null() }),
    handle: async (call): Promise<never> => ({ items: await read(call as ListCall), nextCursor: null }) as never,
  })
  if (file === undefined) return [whole]
  const once = async function* (items: readonly z.input<Item>[]) {
    yield items
  }
  return [whole, fileOf(named, item, file, undefined, async (call) => once(await read(call as ListCall)))]
}

function fileOf<Item extends z.ZodObject, P extends Shape>(
  { path, tag, operationId, permission, params }: Named<P>,
  item: Item,
  { summary, fileNameOf, columns }: File<z.input<Item>, P>,
  query: Shape | undefined,
  pagesOf: (call: unknown) => Promise<AsyncIterable<readonly z.input<Item>[]>>,
): Route {
  const all = (columns ?? Object.keys(item.shape)) as readonly Column<z.input<Item>>[]
  return fileRoute({
    path: `${path}.csv`,
    tag,
    operationId: operationId.replace(/^(list|get)/, 'export'),
    summary,
    permission,
    ...(params && { params }),
    ...(query && { query }),
    ...(fileNameOf && { fileNameOf }),
    lines: async (call) => csvFile(all, await pagesOf(call)),
  })
}

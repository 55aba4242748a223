/** Names of operators and keys for the wire ids in an answer. */
import { namesOf } from '../../domain/audit/list.js'
import type { Program } from '../../domain/standing/find.js'
import { fromWire } from '../../ids.js'
import type { Service } from '../../service.js'

export async function namesIn(
  service: Service,
  program: Pick<Program, 'id'>,
  wires: readonly (string | null)[],
): Promise<Map<string | null, string | null>> {
  const ids = wires.flatMap((wire) =>
    (['opr', 'key'] as const).flatMap((kind) => {
      const id = wire === null ? undefined : fromWire(kind, wire)
      return id === undefined ? [] : [{ kind, id, wire }]
    }),
  )
  const names = await namesOf(service.context.sql, program.id, ids)
  return new Map(ids.map(({ id, wire }) => [wire, names.get(id) ?? null]))
}

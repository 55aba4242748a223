/** Which phone apps may open the links of which programs: what Android and iOS ask of this host. */
import type { Sql } from '../../db/connect.js'

export interface AppOfLinks {
  readonly slug: string
  readonly androidPackage: string | null
  readonly androidCertificates: readonly string[]
  readonly appleAppIds: readonly string[]
}

/** A phone reads the whole file, and refuses one of more than 128 KB. */
const programsMax = 200

/** Of programs that are launched and not settled, newest first. */
export async function appsOfLinks(sql: Sql): Promise<readonly AppOfLinks[]> {
  const rows = await sql<
    { slug: string; package: string | null; certificates: readonly string[]; apple: readonly string[] }[]
  >`
    select p.slug, v.terms->'destinations'->>'playStore' as package,
      coalesce(v.terms->'app'->'androidCertificates', '[]') as certificates,
      coalesce(v.terms->'app'->'appleAppIds', '[]') as apple
    from programs p
    join books b on b.program_id = p.id
    join program_versions v on v.program_id = p.id and v.version = b.version
    where b.state in ('scheduled', 'live', 'paused', 'closing')
      and (v.terms->'app'->'androidCertificates' <> '[]' or v.terms->'app'->'appleAppIds' <> '[]')
    order by p.id desc
    limit ${programsMax}`
  return rows.map((row) => ({
    slug: row.slug,
    androidPackage: row.package,
    androidCertificates: row.certificates,
    appleAppIds: row.apple,
  }))
}

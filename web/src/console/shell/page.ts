/** What every page of the console is handed: the parts of its address, `program` among them. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>
}

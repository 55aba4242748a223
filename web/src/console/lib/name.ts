/** How a person is called: by the name that the app sent, else by the user id. */
export function nameOf(name: string | null | undefined, userId: string): string {
  return name ?? userId
}

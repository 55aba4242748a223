/** Console addresses in messages to the outside. */

/** The token is after the `#`: no server, proxy or log on the way sees it. */
export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/console/invitation#${token}`
}

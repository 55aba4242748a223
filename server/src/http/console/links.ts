/** Addresses of the console that leave the service. */

/** The token stands behind the `#`: no server, proxy or log on the way sees it. */
export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/console/invitation#${token}`
}

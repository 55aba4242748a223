/** The portal's page as the service gets it: what goes in and what comes out. `render.ts` is the one that does it. */
import type { Standing } from '@bondhu/sdk/portal'
import type { Language } from '../language.js'
import type { Texts } from '../texts.js'

/** Where the reader is, as far as it decides what is offered for sharing. */
export type Platform = 'android' | 'ios' | 'other'

export type ScreenTexts = Texts['portalScreens']

export interface PortalProps {
  readonly language: Language
  readonly say: Texts['portal']
  readonly platform: Platform
  /** Where the portal is, from the root of the service: `/portal/golpo`. */
  readonly path: string
  readonly standing: Standing
}

export interface OverProps {
  readonly say: Texts['portalOver']
  /** Where the person can open the portal again; null when nobody knows. */
  readonly returnUrl: string | null
}

export interface Rendered {
  readonly title: string
  /** What stands in `<main>` and around it. */
  readonly body: string
}

export declare function renderPortal(props: PortalProps): Rendered
export declare function renderOver(props: OverProps): Rendered

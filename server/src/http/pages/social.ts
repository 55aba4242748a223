/** The preview of a link in a chat, the same for every link of a program. Pure. */
import { previewPage } from '@bondhu/web/landing/landing'
import { baseLanguage, type Language } from '@bondhu/web/language'
import type { SocialView } from '@bondhu/web/social'
import type { Program, Standing } from '../../domain/standing/find.js'
import { offerOf } from './offer-terms.js'
import { programPicturePath, programPath } from './page-paths.js'
import { stateOf } from './page-views.js'

/** The address is the program's, because picture and text are not about one link. A chat opens the link it was sent. */
export function socialOf(publicUrl: string, { slug }: Program, language: Language): SocialView {
  return {
    address: publicUrl + programPath(slug),
    picture: publicUrl + programPicturePath(slug, { lang: language }),
  }
}

/**
 * For a crawler, in the language of the country. It says nothing about who shared the link.
 * @param onwards where a person taken for a crawler can continue
 */
export function linkPreview(publicUrl: string, program: Program, standing: Standing, onwards: string): string {
  const social = socialOf(publicUrl, program, baseLanguage)
  return previewPage(baseLanguage, offerOf(standing.inForce.terms, program.slug), stateOf(standing), social, onwards)
}

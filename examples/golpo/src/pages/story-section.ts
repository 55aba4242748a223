/** What Golpo is for. */
import { html, type Html } from '../html.js'
import type { Visit } from '../visit.js'

export function storySection({ m }: Visit): Html {
  return html`<article class="story">
    <p class="mark">${m.storyMark}</p>
    <h2>${m.storyTitle}</h2>
    ${m.story.map((paragraph) => html`<p>${paragraph}</p>`)}
  </article>`
}

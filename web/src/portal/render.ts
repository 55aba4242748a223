/** The first screen, made on the service: a phone shows it before its script has come. */
import { render } from 'svelte/server'
import type { Component } from 'svelte'
import { writtenIn } from '../language.js'
import App from './App.svelte'
import Over from './Over.svelte'
import type { renderOver as Over_, renderPortal as Portal_ } from './rendered.js'

export const renderPortal: typeof Portal_ = (props) => {
  const { say, language, standing } = props
  return { title: say.title(writtenIn(language, standing.offer.name)), body: bodyOf(App, { ...props }) }
}

export const renderOver: typeof Over_ = (props) => ({ title: props.say.title, body: bodyOf(Over, { ...props }) })

function bodyOf<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): string {
  return render(component as Component, { props }).body
}

/** The first screen, made on the service: a phone shows it before its script has come. */
import { render } from 'svelte/server'
import type { Component } from 'svelte'
import App from './App.svelte'
import Over from './Over.svelte'
import type { renderOver as Over_, renderPortal as Portal_ } from './rendered.js'
import { bn } from './words/bn.js'
import { en } from './words/en.js'

const words = { bn, en }

export const renderPortal: typeof Portal_ = (props) => {
  const say = words[props.language]
  const { name } = props.standing.offer
  return { title: say.title(name[props.language]), body: bodyOf(App, { ...props, say }) }
}

export const renderOver: typeof Over_ = (props) => {
  const say = words[props.language]
  return { title: say.over.title, body: bodyOf(Over, { ...props, say }) }
}

function bodyOf<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): string {
  return render(component as Component, { props }).body
}

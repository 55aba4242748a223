/** The console, from the browser's side. */
import { mount } from 'svelte'
import App from './App.svelte'
import './app.css'
import { preferences } from './lib/preferences.svelte.js'
import { texts } from './lib/texts.svelte.js'

void texts.load(preferences.language).then(() => mount(App, { target: document.body }))

/**
 * Bundles test files with what they import, in groups: a file imports a thousand modules, and reading them one by one takes
 * half a second of processor time. The processes that tests start run the product as built.
 */
import { build } from 'esbuild'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundled, placesOf } from './bundle-service.mjs'

/**
 * @param groups the names of the bundles, and the test files that each runs, in this order
 * @returns the bundles, in the order of the groups, and how to remove them
 */
export async function bundleTests(server, groups) {
  // In the package, so that what stays outside of the bundles is found.
  const outdir = await mkdtemp(join(server, 'dist', 'bundled-'))
  const remove = () => rm(outdir, { recursive: true, force: true })
  await build({
    ...bundled,
    entryPoints: groups.map(({ name }) => ({ in: `group:${name}`, out: name })),
    outdir,
    external: [...bundled.external, 'ajv', 'axe-core', 'fast-check', 'playwright-core', '@sparticuz/chromium'],
    plugins: [
      groupsOf(groups, server),
      placesOf((path) => JSON.stringify(pathToFileURL(join(server, 'dist', path)).href), server),
    ],
  })
  return { files: groups.map(({ name }) => join(outdir, `${name}.js`)), remove }
}

/** A module for each group, which imports its files. */
function groupsOf(groups, server) {
  const filesOf = new Map(groups.map(({ name, files }) => [name, files]))
  return {
    name: 'groups',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice('group:'.length), namespace: 'group' }))
      onLoad({ filter: /./, namespace: 'group' }, ({ path }) => ({
        contents: filesOf
          .get(path)
          .map((file) => `import ${JSON.stringify(file)}`)
          .join('\n'),
        resolveDir: server,
      }))
    },
  }
}

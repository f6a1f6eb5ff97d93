// Gives tests the modules of ../src: bundled by esbuild from Debian, as the page's own build does.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const web = dirname(dirname(fileURLToPath(import.meta.url)))

/** The exports of `src/<path>`. */
export async function source(path) {
  const directory = mkdtempSync(join(tmpdir(), 'driftwatch-web-'))
  try {
    const out = join(directory, 'module.mjs')
    execFileSync('esbuild', [join(web, 'src', path), '--bundle', '--format=esm', '--jsx=automatic', '--log-level=warning', `--outfile=${out}`,
      '--define:process.env.NODE_ENV="production"'], { env: { ...process.env, NODE_PATH: '/usr/share/nodejs' } })
    return await import(pathToFileURL(out).href)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** The text of `src/<path>`. */
export function text(path) {
  return readFileSync(join(web, 'src', path), 'utf8')
}

// Bundles the page and writes it as C++: node build.mjs [OUT.cc]
// The only script of the page is named by its hash in a content security
// policy, so no browser runs any other, whatever a file name contains.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

async function bundle(entry, options) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'inline',
    logLevel: 'warning',
    ...options,
  });
  return result.outputFiles[0].text.trim();
}

function fill(template, parts) {
  for (const [marker, text] of Object.entries(parts)) {
    if (!template.includes(marker)) throw new Error(`page.html lacks ${marker}`);
    template = template.replace(marker, () => text);
  }
  return template;
}

const script = await bundle('src/main.ts', {format: 'iife', target: 'es2022'});
const style = await bundle('style.css', {});
const hash = createHash('sha256').update(script).digest('base64');
const page = fill(readFileSync(new URL('page.html', import.meta.url), 'utf8'), {
  '@SCRIPT_HASH@': `'sha256-${hash}'`,
  '@STYLE@': style,
  '@SCRIPT@': script,
});

const delimiter = 'LEAKTRACE_PAGE';
if (page.includes(`)${delimiter}"`)) throw new Error('the page ends the literal');
const source = `// Made by report/render/html/build.mjs.
#include "report/render/page_html.h"

namespace leaktrace::report {

const std::string_view kPageTemplate = R"${delimiter}(${page})${delimiter}";

}  // namespace leaktrace::report
`;
writeFileSync(process.argv[2] ?? 'page_template.cc', source);

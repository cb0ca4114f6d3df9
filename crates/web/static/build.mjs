// Bundles scripts, styles, icons and the font of the pages into files whose names hold their content's hash, each with a
// Brotli twin, and writes the Rust table of them. Run by build.rs: node build.mjs SOURCE OUT
import * as esbuild from 'esbuild';
import subsetFont from 'subset-font';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const [source, out] = process.argv.slice(2);
const modules = join(out, 'node_modules');
const files = join(out, 'files');
mkdirSync(files, { recursive: true });

const table = [];

/** Writes a file under its hashed name; returns the path that pages use. */
function emit(name, bytes, constant) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const ending = extname(name);
  const hashed = `${basename(name, ending)}-${hash}${ending}`;
  writeFileSync(join(files, hashed), bytes);
  // Fonts are compressed already.
  const compressed = ending !== '.woff2';
  if (compressed) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    writeFileSync(join(files, `${hashed}.br`), brotliCompressSync(bytes, { params }));
  }
  table.push({ hashed, compressed, constant });
  return `/assets/${hashed}`;
}

// The letters of Latin languages and the signs of currencies, at all weights; others come from the reader's system.
const letters = [[0x20, 0x17f], [0x18f, 0x18f], [0x1e9e, 0x1e9e], [0x2010, 0x2027], [0x2030, 0x203a], [0x20a0, 0x20c0],
  [0x2122, 0x2122], [0x2190, 0x2193], [0x2212, 0x2212], [0x2248, 0x2248], [0x2260, 0x2265]];
const text = letters
  .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)))
  .join('');
const inter = readFileSync(join(modules, 'inter-ui/variable/InterVariable.woff2'));
const font = await subsetFont(inter, text, {
  targetFormat: 'woff2',
  variationAxes: { opsz: 14, wght: { min: 400, max: 700 } },
});
const fontPath = emit('inter.woff2', font, 'FONT');

// One sprite of the icons that pages name.
const names = JSON.parse(readFileSync(join(source, 'icons.json'), 'utf8'));
const symbols = names.map((name) => {
  const svg = readFileSync(join(modules, 'lucide-static/icons', `${name}.svg`), 'utf8');
  const shapes = svg.replace(/<!--.*?-->/s, '').replace(/^\s*<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '');
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, ' ').trim()}</symbol>`;
});
emit('icons.svg', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`), 'ICONS');
emit('favicon.svg', readFileSync(join(source, 'favicon.svg')), 'FAVICON');

async function bundle(entry, constant, options = {}) {
  const result = await esbuild.build({
    entryPoints: [join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    nodePaths: [modules],
    target: 'es2022',
    legalComments: 'none',
    ...options,
  });
  emit(basename(entry).replace(/\.ts$/, '.js'), Buffer.from(result.outputFiles[0].contents), constant);
}

await bundle('css/app.css', 'STYLE', { target: 'chrome123', external: ['/assets/*'], plugins: [{
  name: 'font',
  setup: (build) => build.onLoad({ filter: /fonts\.css$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace('inter.woff2', fontPath),
    loader: 'css',
  })),
}] });
await bundle('js/app.ts', 'SCRIPT', { format: 'esm' });

const rust = table.map(({ hashed, compressed, constant }) => {
  const path = (name) => JSON.stringify(join(files, name));
  const brotli = compressed ? `Some(include_bytes!(${path(`${hashed}.br`)}))` : 'None';
  return {
    constant: `/// Path of a bundled file.\npub const ${constant}: &str = "/assets/${hashed}";\n`,
    entry: `    Asset { name: "${hashed}", bytes: include_bytes!(${path(hashed)}), brotli: ${brotli} },\n`,
  };
});
writeFileSync(
  join(out, 'assets.rs'),
  `${rust.map(({ constant }) => constant).join('')}\nstatic ASSETS: &[Asset] = &[\n${rust.map(({ entry }) => entry).join('')}];\n`,
);
const sizes = readdirSync(files).map((name) => `${name} ${readFileSync(join(files, name)).length}`);
writeFileSync(join(out, 'sizes.txt'), `${sizes.join('\n')}\n`);

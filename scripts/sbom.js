// @ts-check
'use strict';

// What is in the package, as CycloneDX: the npm packages that it depends on, and the crates that are compiled into the
// WebAssembly. The latter from `cargo metadata`, so that no further tool has to be installed.

const { execFileSync } = require('node:child_process');
const { npmCall } = require('./programs.js');

/** @param {string} cwd @returns {object} */
function npmSbom(cwd) {
  const [npm, args] = npmCall([
    'sbom',
    '--sbom-format=cyclonedx',
    '--package-lock-only',
    '--omit=dev',
  ]);
  const sbom = output(cwd, npm, args);
  sbom.metadata.component.name = sbom.metadata.component.purl.replace(/^pkg:npm\/|@.*$/g, ''); // Not the folder's.
  return sbom;
}
exports.npmSbom = npmSbom;

/**
 * @typedef {{ id: string, name: string, version: string, license: string | null, targets: { kind: string[] }[] }} Crate
 * @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node
 */

/** @param {string} cwd @returns {object} */
function cargoSbom(cwd) {
  const target = ['--filter-platform', 'wasm32-unknown-unknown'];
  const metadata = output(cwd, 'cargo', ['metadata', '--format-version=1', '--locked', ...target]);
  /** @type {{ packages: Crate[], resolve: { root: string, nodes: Node[] } }} */
  const { packages, resolve } = metadata;
  const crates = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));

  /** The crates that are linked with this one: not those that only its build, its tests or a macro runs. @param {string} id */
  const linked = (id) =>
    (nodes.get(id)?.deps ?? [])
      .filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null))
      .filter(
        ({ pkg }) => !crates.get(pkg)?.targets.some(({ kind }) => kind.includes('proc-macro')),
      )
      .map(({ pkg }) => pkg);

  const found = new Set([resolve.root]);
  for (const id of found) for (const other of linked(id)) found.add(other); // Goes on through what it adds.

  const purl = (/** @type {string} */ id) => {
    const { name, version } = /** @type {Crate} */ (crates.get(id));
    return `pkg:cargo/${name}@${version}`;
  };
  const component = (/** @type {string} */ id) => {
    const { name, version, license } = /** @type {Crate} */ (crates.get(id));
    const licenses = license ? { licenses: [{ expression: license.replaceAll('/', ' OR ') }] } : {};
    return { type: 'library', 'bom-ref': purl(id), name, version, ...licenses, purl: purl(id) };
  };
  const all = [...found].sort();
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: component(resolve.root) },
    components: all.filter((id) => id !== resolve.root).map(component),
    dependencies: all.map((id) => ({ ref: purl(id), dependsOn: linked(id).map(purl).sort() })),
  };
}
exports.cargoSbom = cargoSbom;

/** What a program prints as JSON. @param {string} cwd @param {string} program @param {string[]} args */
function output(cwd, program, args) {
  const shell = program.endsWith('.cmd');
  const limits = { maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync(program, args, { cwd, encoding: 'utf8', shell, ...limits }));
}

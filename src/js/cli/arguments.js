// @ts-check
'use strict';

// What the arguments say.

const { parseArgs } = require('node:util');
const { SettingError, UsageError } = require('./errors.js');
const { COMMANDS, GENERAL, SETTINGS } = require('./options.js');
const { contentProblem, fileProblem, noteKeys, shownName, withoutKey } = require('./secrets.js');

/**
 * @typedef {import('./options.js').Command} Command
 * @typedef {Record<string, string | boolean | undefined>} Values Options by their names here.
 *
 * @typedef {object} Arguments
 * @property {Command} command
 * @property {Values} values
 * @property {string[]} operands The IDs of batches; the command that `run` runs.
 * @property {Command | 'all'} [help] What to print the help of.
 * @property {boolean} [version] Whether to print the version.
 */

/** The commands that take IDs of batches, and those that give one to tests. @type {Command[]} */
const TAKING_IDS = ['close', 'results', 'status'];
/** @type {Command[]} */
const GIVING_IDS = ['run', 'env', 'id'];

/** @type {Command[]} */
const WITH_OPERANDS = [...TAKING_IDS, 'run'];

/** The options of `BatchClose` that take PEM, and here a file of it. */
const PEM_FILES = ['ca', 'cert', 'key'];

/** @param {string | undefined} word @returns {word is Command} */
const isCommand = (word) => word !== undefined && Object.hasOwn(COMMANDS, word);

/**
 * Throws a UsageError.
 *
 * @param {string[]} args
 * @returns {Arguments}
 */
function parseArguments(args) {
  const options = Object.assign({}, ...Object.values(COMMANDS), GENERAL);
  // Not strict: its messages differ from version to version of Node, and don't say what was meant.
  const { tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const end = tokens.findIndex((token) => token.kind === 'option-terminator');
  const wordsOf = (/** @type {typeof tokens} */ some) =>
    some.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const words = wordsOf(tokens);
  const given = tokens.filter((token) => token.kind === 'option');
  noteKeys(given);
  const isNamed = isCommand(words[0]);
  const command = isNamed ? /** @type {Command} */ (words[0]) : 'close';
  // What `run` runs has options of its own.
  const wrapped = command === 'run' && end !== -1 ? wordsOf(tokens.slice(end)) : [];
  const operands = isNamed ? words.slice(1) : words;

  const has = (/** @type {string} */ name) => given.some((option) => option.name === name);
  const base = { command, operands, values: {} };
  if (has('version')) return { ...base, version: true };
  if (has('help') || words[0] === 'help') return { ...base, help: words.find(isCommand) ?? 'all' };

  /** @type {Values} */
  const values = {};
  for (const option of given) {
    if (Object.hasOwn(values, option.name)) {
      throw new UsageError(`${option.rawName} is given twice`, command);
    }
    values[option.name] = checkedValue(option, command);
  }
  if (!isNamed && words[0] !== undefined) assertIsNoCommand(words[0]);
  if (operands.length > wrapped.length && command === 'run') {
    throw new UsageError('run wants -- before the command: run -- npm test', command);
  }
  if (operands.length > 0 && !WITH_OPERANDS.includes(command)) {
    throw new UsageError(`${command} takes no arguments`, command);
  }
  return { ...base, values };
}
exports.parseArguments = parseArguments;

/**
 * @param {{ name: string, rawName: string, value?: string, inlineValue?: boolean }} option
 * @param {Command} command
 */
function checkedValue({ name, rawName, value, inlineValue }, command) {
  const known = COMMANDS[command];
  if (!Object.hasOwn(known, name)) {
    if (Object.values(COMMANDS).some((others) => Object.hasOwn(others, name))) {
      throw new UsageError(`${command} takes no --${name}`, command);
    }
    const hint = hintOfUnknown(name, command);
    throw new UsageError(`unknown option ${shownName(rawName)}${hint && `; ${hint}`}`, command);
  }
  if (known[name].type === 'boolean') {
    if (value === undefined) return true;
    const hint = name === 'results' ? '; --junit reads each test' : '';
    throw new UsageError(`--${name} takes no value${hint}`, command);
  }
  if (value === undefined) throw new UsageError(`--${name} needs a value`, command);
  // A dash alone is standard input.
  if (!inlineValue && /^-./.test(value)) {
    const problem = `--${name} needs a value; one that begins with a dash is written --${name}=…`;
    throw new UsageError(
      (PEM_FILES.includes(name) && contentProblem(name, value)) || problem,
      command,
    );
  }
  return value;
}

/** What may have been meant by an option that no command has. @param {string} name @param {Command} command */
function hintOfUnknown(name, command) {
  if (/^(batch-)?ids?$/.test(name)) {
    const named = command === 'close' ? '' : `${command} `;
    if (TAKING_IDS.includes(command)) {
      return `give the ID as an argument: eyes-batch-close ${named}ID`;
    }
    if (GIVING_IDS.includes(command)) return 'set APPLITOOLS_BATCH_ID';
  }
  const meant = nearest(name, Object.keys({ ...COMMANDS[command], ...GENERAL }));
  return meant === undefined ? '' : `did you mean --${meant}?`;
}

/** Asks back where an ID is nearly the name of a command. @param {string} word */
function assertIsNoCommand(word) {
  const meant = nearest(word, [...Object.keys(COMMANDS), 'help']);
  if (meant === undefined) return;
  const shown = withoutKey(word);
  const question = `did you mean ${meant}? To close a batch of this ID: eyes-batch-close close ${shown}`;
  throw new UsageError(`${shown} is no command; ${question}`);
}

/** @param {string} word @param {string[]} known */
function nearest(word, known) {
  return require('../../../pkg/eyes_batch_close.js').nearest(word, known);
}

/**
 * The options of `BatchClose` that the arguments give. Throws a SettingError if a file can't be read.
 *
 * @param {Values} values
 */
function readOptions(values) {
  /** @type {Record<string, any>} */
  const options = {};
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(SETTINGS, name)) continue;
    const option = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    options[option] = PEM_FILES.includes(name) ? readFile(name, String(value)) : value;
  }
  // A file of them names each test.
  if (values.junit !== undefined) options.results = 'tests';
  for (const name of ['timeout', 'totalTimeout', 'resultsTimeout', 'retries', 'concurrency']) {
    if (/^\d+$/.test(options[name])) options[name] = Number(options[name]);
  }
  return options;
}
exports.readOptions = readOptions;

/**
 * The batches that the arguments name, and who named them. Throws a SettingError if a file can't be read.
 *
 * @param {Values} values @param {string[]} ids
 */
async function resolveBatches({ from, ci = false }, ids) {
  const core = require('../../../pkg/eyes_batch_close.js');
  if (from === undefined) return core.resolveBatchIds(ids, undefined, undefined, ci === true);
  const bytes = from === '-' ? await readInput() : readFile('from', String(from));
  // Windows PowerShell writes UTF-16 into files.
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8';
  return core.resolveBatchIds(
    ids,
    `--from ${shownName(`${from}`)}`,
    bytes.toString(encoding),
    ci === true,
  );
}
exports.resolveBatches = resolveBatches;

/** @param {string} option @param {string} file */
function readFile(option, file) {
  try {
    return require('node:fs').readFileSync(file);
  } catch (/** @type {any} */ error) {
    throw new SettingError(fileProblem(option, file, "can't be read", error));
  }
}

async function readInput() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// Node's http and https as a subject: the loop of the shim protocol (docs/shim-protocol.md).
'use strict';

const { BadMessage, Unsupported, parse } = require('./messages.js');
const client = require('./client.js');
const server = require('./server.js');

const MAX_LINE = 2 ** 26;

const hello = {
  protocol: 1,
  name: 'node',
  version: process.versions.node,
  roles: ['client', 'server'],
  features: [...new Set([...client.features, ...server.features])].sort(),
  reports: client.reports,
  details: { openssl: process.versions.openssl, llhttp: process.versions.llhttp },
};

const ops = {
  hello: () => hello,
  exchange: client.exchange,
  release: client.release,
  serve: server.serve,
  stop: server.stop,
  shutdown: () => ({}),
};

async function answer(line) {
  let id = null;
  try {
    const message = parse(line);
    id = message.id;
    const { op, members } = message.checked();
    return { reply: { id, ok: await ops[op](members) }, last: op === 'shutdown' };
  } catch (error) {
    let kind = 'internal';
    if (error instanceof BadMessage) kind = 'bad-message';
    else if (error instanceof Unsupported) kind = 'unsupported';
    else process.stderr.write(`${error.stack}\n`);
    return { reply: { id, error: { kind, message: String(error.message) } }, last: false };
  }
}

function write(reply) {
  const line = JSON.stringify(reply).replace(/[\u007f-\uffff]/g, (character) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return new Promise((resolve) => process.stdout.write(`${line}\n`, resolve));
}

// Whole lines, without their LF; a last line without one is no message.
async function* lines(input) {
  let pieces = [];
  let size = 0;
  for await (const piece of input) {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      pieces.push(piece.subarray(start, end));
      yield Buffer.concat(pieces);
      pieces = [];
      size = 0;
      start = end + 1;
    }
    pieces.push(piece.subarray(start));
    size += piece.length - start;
    if (size > MAX_LINE) return;
  }
}

async function main() {
  // Standard output is the protocol's alone.
  globalThis.console = new console.Console(process.stderr, process.stderr);
  for await (const line of lines(process.stdin)) {
    const { reply, last } = await answer(line);
    await write(reply);
    if (last) break;
  }
  process.exit(0);
}

main();

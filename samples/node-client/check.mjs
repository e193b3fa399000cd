#!/usr/bin/env node
// Asks a policy service what it says of one message, stage by stage, and prints each verdict. Nothing is charged, because nothing is committed.
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { connect, metadata } from './service.mjs';
import { Session } from './session.mjs';

const usage = `Usage: check.mjs [--server HOST:PORT | unix:/PATH] [--ca FILE] --client IP [--helo NAME] [--tls] [--login LOGIN] --from ADDRESS --to ADDRESS... [FILE.eml]
A token is taken from POLICY_TOKEN. The exit code is 0 where all is accepted, 1 where anything is refused, 2 where the service cannot be asked.`;

const refusals = [];

function print(what, { verdict, spam }) {
    const isAccepted = ['VERDICT_KIND_ACCEPT', 'VERDICT_KIND_HOLD'].includes(verdict.kind);
    const kind = verdict.kind === 'VERDICT_KIND_HOLD' ? 'hold' : 'ok';
    const mark = spam?.isSpam ? `, marked as spam (${spam.score})` : '';
    const rule = verdict.rule ? ` [${verdict.rule}]` : '';
    console.log(`${what.padEnd(34)} ${isAccepted ? kind + mark : verdict.reply.line + rule}`);
    if (!isAccepted) refusals.push(what);
    return isAccepted;
}

async function judge(session, options, file) {
    if (!print(`connect ${options.client}`, await session.ask({ connect: { clientAddress: options.client } }))) return;
    if (options.helo && !print(`helo ${options.helo}`, await session.ask({ helo: { name: options.helo } }))) return;
    if (options.tls) await session.ask({ tlsStarted: {} });
    if (options.login) {
        // Somebody else has checked the password; the service looks the account up.
        const authentication = { outcome: 'AUTHENTICATION_OUTCOME_SUCCEEDED', login: options.login };
        if (!print(`auth ${options.login}`, await session.ask({ authentication }))) return;
    }

    // MAIL and all RCPT at once: the answers come in the same order.
    const [mail, ...recipients] = await Promise.all([
        session.ask({ mail: { reversePath: options.from } }),
        ...options.to.map((forwardPath) => session.ask({ rcpt: { forwardPath } })),
    ]);
    if (!print(`mail ${options.from}`, mail)) return;
    const isAnyAccepted = recipients.map((answer, index) => print(`rcpt ${options.to[index]}`, answer)).includes(true);
    if (!isAnyAccepted || !file) return;

    let size = 0;
    for await (const octets of createReadStream(file)) {
        size += octets.length;
        await session.send(octets);
    }

    print(`message ${size} octets`, await session.ask({ message: { size } }));
}

async function run() {
    const { values: options, positionals: [file] } = parseArgs({
        allowPositionals: true,
        options: {
            server: { type: 'string', default: '127.0.0.1:5050' },
            ca: { type: 'string' },
            client: { type: 'string' },
            helo: { type: 'string' },
            tls: { type: 'boolean', default: false },
            login: { type: 'string' },
            from: { type: 'string' },
            to: { type: 'string', multiple: true },
        },
    });
    if (!options.client || options.from === undefined || !options.to) throw new Error(usage);
    const service = connect(options.server, options.ca);
    const stream = service.Session(metadata(process.env.POLICY_TOKEN));
    try {
        const session = new Session(stream);
        await judge(session, options, file);
        await session.close();
    } finally {
        stream.cancel();
        service.close();
    }
}

try {
    await run();
    process.exitCode = refusals.length > 0 ? 1 : 0;
} catch (error) {
    // An error of gRPC has the words of the service in "details".
    console.error(error.details || error.message);
    process.exitCode = 2;
}

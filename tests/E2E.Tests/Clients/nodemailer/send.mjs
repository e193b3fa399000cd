#!/usr/bin/env node
// Sends one message by nodemailer as the JSON in its argument says, and prints what came of it: the server's words, or the error's code, the command and the server's words.
import { createTransport } from 'nodemailer';
import { readFile } from 'node:fs/promises';

const { port, secure, pool, source, method, user, password, from, to, file } = JSON.parse(process.argv[2]);
const transport = createTransport({
    host: '127.0.0.1',
    port,
    secure,
    pool,
    requireTLS: !secure,
    authMethod: method,
    auth: { user, pass: password },
    localAddress: source,
    name: 'client.example',
    tls: { rejectUnauthorized: false },
    disableUrlAccess: true,
});

try {
    const { response } = await transport.sendMail({ envelope: { from, to }, raw: await readFile(file) });
    console.log(response);
} catch (error) {
    console.log(`${error.code} ${error.command} ${error.responseCode} ${error.response}`);
    process.exitCode = 1;
} finally {
    transport.close();
}

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const here = dirname(fileURLToPath(import.meta.url));
// The service's own proto files, and google/api/annotations.proto, which protobufjs brings along.
const includeDirs = [join(here, '../../proto'), dirname(createRequire(import.meta.url).resolve('protobufjs/package.json'))];
const definition = protoLoader.loadSync('submission/policy/v1/policy_service.proto', { includeDirs, longs: String, enums: String, defaults: true });
const { PolicyService } = grpc.loadPackageDefinition(definition).submission.policy.v1;

// Connects to HOST:PORT or unix:/PATH; with the file of a certificate authority by TLS.
export function connect(server, authorityFile) {
    const credentials = authorityFile ? grpc.credentials.createSsl(readFileSync(authorityFile)) : grpc.credentials.createInsecure();
    return new PolicyService(server, credentials);
}

// What every call carries: the token, where the service asks for one.
export function metadata(token) {
    const headers = new grpc.Metadata();
    if (token) headers.set('authorization', `Bearer ${token}`);
    return headers;
}

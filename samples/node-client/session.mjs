// One stream of facts and verdicts. Facts may be told without waiting: each answer finds its way back by the correlation id.
export class Session {
    #stream;
    #waiting = new Map();
    #last = 0;
    #over;
    #error;

    constructor(stream) {
        this.#stream = stream;
        this.#over = new Promise((resolve) => stream.once('end', resolve).once('error', resolve));
        stream.on('data', (answer) => {
            const { resolve } = this.#waiting.get(answer.correlationId);
            this.#waiting.delete(answer.correlationId);
            resolve(answer);
        });
        stream.on('end', () => this.#fail(new Error('the service has ended the session')));
        stream.on('error', (error) => this.#fail(error));
    }

    // Tells a fact and gives its answer.
    ask(fact) {
        if (this.#error) return Promise.reject(this.#error);
        const correlationId = String(++this.#last);
        return new Promise((resolve, reject) => {
            this.#waiting.set(correlationId, { resolve, reject });
            this.#stream.write({ correlationId, ...fact });
        });
    }

    // Tells octets of the message, which are not answered, as fast as the service takes them.
    async send(octets) {
        if (this.#error) throw this.#error;
        if (this.#stream.write({ messageData: { octets } })) return;
        await Promise.race([new Promise((resolve) => this.#stream.once('drain', resolve)), this.#over]);
    }

    // Ends the session: the service gives back whatever was reserved and not committed.
    close() {
        this.#stream.end();
        return this.#over;
    }

    #fail(error) {
        this.#error ??= error;
        for (const { reject } of this.#waiting.values()) reject(this.#error);
        this.#waiting.clear();
    }
}

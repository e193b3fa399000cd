namespace Submission.Tests.Peers;

/// <summary>The program of <see cref="TlsSink"/>. It ends when its input does.</summary>
internal static class TlsSinkScript
{
    public const string Text = """
        import json, os, socket, ssl, sys, threading

        folder, addresses = sys.argv[1], sys.argv[2:]
        lock, known, numbers = threading.Lock(), {}, iter(range(1, 1 << 30))

        def say(text):
            with lock:
                sys.stdout.write(text + '\n')
                sys.stdout.flush()

        def context(name):
            for file in (name, 'default'):
                path = os.path.join(folder, (file or 'default') + '.pem')
                if os.path.exists(path):
                    stamp = os.stat(path).st_mtime_ns, os.stat(path).st_ino
                    with lock:
                        found = known.get(path)
                    if found and found[0] == stamp:
                        return found[1]
                    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    made.load_cert_chain(path)
                    with lock:
                        known[path] = (stamp, made)
                    return made
            return None

        def serve(raw, number, address):
            name, stream = [''], raw
            def choose(tls, asked, first):
                name[0] = asked or ''
                made = context(name[0])
                if made is None:
                    return ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE
                tls.context = made
            try:
                raw.settimeout(60)
                reader = stream.makefile('rb')
                encrypted, rcpt = False, []
                def answer(text):
                    stream.sendall(text.encode() + b'\r\n')
                answer('220 sink ESMTP')
                while True:
                    line = reader.readline()
                    if not line:
                        return
                    text = line.decode('latin-1').rstrip()
                    say('%d %s %s' % (number, 'tls' if encrypted else 'clear', text))
                    verb = text.split(' ')[0].upper()
                    if verb == 'EHLO':
                        offers = ['sink', '8BITMIME', 'PIPELINING'] + (['REQUIRETLS'] if encrypted else [] if os.path.exists(os.path.join(folder, address + '.plain')) else ['STARTTLS'])
                        answer('\r\n'.join('250%s%s' % ('-' if i + 1 < len(offers) else ' ', offer) for i, offer in enumerate(offers)))
                    elif verb == 'STARTTLS':
                        answer('220 go')
                        base = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                        base.sni_callback = choose
                        if os.path.exists(os.path.join(folder, 'default.pem')):
                            base.load_cert_chain(os.path.join(folder, 'default.pem'))
                        stream = base.wrap_socket(raw, server_side=True)
                        reader = stream.makefile('rb')
                        encrypted = True
                    elif verb == 'RCPT':
                        rcpt.append(text[9:-1])
                        answer('250 ok')
                    elif verb == 'DATA':
                        answer('354 go')
                        while reader.readline() not in (b'.\r\n', b''):
                            pass
                        say(json.dumps(dict(Connection=number, Address=address, Name=name[0], IsEncrypted=encrypted, IsResumed=encrypted and stream.session_reused, To=rcpt)))
                        rcpt = []
                        answer('250 2.0.0 taken')
                    elif verb == 'QUIT':
                        answer('221 bye')
                        return
                    else:
                        answer('250 ok')
            except (OSError, ValueError):
                pass
            finally:
                try:
                    stream.close()
                except OSError:
                    pass

        def listen(server, address):
            while True:
                raw, _ = server.accept()
                threading.Thread(target=serve, args=(raw, next(numbers), address), daemon=True).start()

        port = 0
        for address in addresses:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, port))
            server.listen(128)
            port = server.getsockname()[1]
            threading.Thread(target=listen, args=(server, address), daemon=True).start()
        say('port %d' % port)
        sys.stdin.read()
        os._exit(0)
        """;
}

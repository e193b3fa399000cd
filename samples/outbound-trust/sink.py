"""The recipients' mail server: SMTP with STARTTLS on loopback. Prints how each message came, and who signed it."""
import asyncio, re, ssl, sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


async def serve(reader, writer):
    async def say(text):
        writer.write(text.encode() + b"\r\n")
        await writer.drain()

    recipient = ""
    try:
        await say("220 mx.friend.example ESMTP")
        while line := await reader.readline():
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"EHLO":
                await say("250-mx.friend.example" + ("" if writer.get_extra_info("ssl_object") else "\r\n250-STARTTLS") + "\r\n250 8BITMIME")
            elif verb == b"STARTTLS":
                await say("220 go")
                await writer.start_tls(context)
            elif verb == b"DATA":
                await say("354 go")
                message = b""
                while (line := await reader.readline()) not in (b".\r\n", b""):
                    message += line
                await say("250 2.0.0 taken")
                tls = writer.get_extra_info("ssl_object")
                signers = re.findall(rb"a=(\S+?);.*? d=(\S+?);", re.sub(rb"\r\n\s", b" ", message))
                signed = ", ".join(f"{domain.decode()} ({algorithm.decode()})" for algorithm, domain in signers) or "nobody"
                print(f"friend.example has a message for {recipient}: {tls.version() if tls else 'in clear'}, signed by {signed}", flush=True)
            elif verb == b"QUIT":
                await say("221 bye")
                return
            else:
                if verb == b"RCPT":
                    recipient = line.decode().split(":", 1)[1].split(">")[0].strip().lstrip("<")
                await say("250 2.0.0 ok")
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
        await server.serve_forever()


asyncio.run(main())

#!/usr/bin/env bash
# A domain goes from nothing to signed mail that is delivered by DANE, in one sitting on loopback; nothing leaves the machine.
# Needs the .NET 10 SDK and, of Debian 12: bind9, bind9-dnsutils, unbound, openssl, swaks, python3.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PATH:/usr/sbin:/sbin" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
here=$PWD work=$(mktemp -d) processes=()
stop() { for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap stop EXIT
dns=15310 resolver=15311 smtp=15325 submission=15587
step() { printf '\n== %s\n' "$*"; }
run() { printf '$ %s\n' "$*"; "$@" 2>&1 || true; }
until_true() { for _ in $(seq 150); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done; echo "demo.sh: this did not come true: $*" >&2; exit 1; }
free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || { echo "demo.sh: port $1 of 127.0.0.1 is taken" >&2; exit 2; }; }
for port in $dns $resolver $smtp $submission; do free $port; done

step "Building"
for project in Submission.GatewayServer Submission.Cli; do
  program=$here/hosts/$project/bin/Release/net10.0
  [ -d "$program" ] || dotnet build "hosts/$project" -c Release -v quiet -clp:ErrorsOnly
done
gateway=$here/hosts/Submission.GatewayServer/bin/Release/net10.0/submission-gateway.dll
cli=$here/hosts/Submission.Cli/bin/Release/net10.0/Submission.Cli.dll
tool() { printf '$ submission-policy %s\n' "$*"; dotnet "$cli" "$@" --socket "$work/admin.sock" 2>&1 || true; }

step "A name server with two signed domains: sender.example is ours, friend.example receives mail and publishes its certificate"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=mx.friend.example -keyout "$work/mx.key" -out "$work/mx.pem" 2>/dev/null
digest=$(openssl x509 -in "$work/mx.pem" -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1)
zone() { printf '$TTL 5\n@ SOA ns1.hosting.example. admin.%s. 1 60 60 600 5\n@ NS ns1.hosting.example.\n%b\n' "$1" "$2" > "$work/$1.zone"; }
zone sender.example '@ A 127.0.0.1'
zone friend.example "@ MX 10 mx\nmx A 127.0.0.1\n_$smtp._tcp.mx TLSA 3 1 1 $digest"
tsig-keygen gateway > "$work/update.key"
cat > "$work/named.conf" <<C
include "$work/update.key";
options { directory "$work"; listen-on port $dns { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; pid-file "$work/named.pid"; session-keyfile "$work/session.key"; key-directory "$work"; dnssec-validation no; };
controls { };
zone "sender.example" { type primary; file "$work/sender.example.zone"; allow-update { key gateway; }; dnssec-policy default; inline-signing yes; };
zone "friend.example" { type primary; file "$work/friend.example.zone"; allow-update { key gateway; }; dnssec-policy default; inline-signing yes; };
C
named -g -c "$work/named.conf" > "$work/named.log" 2>&1 & processes+=($!)
signed() { dig @127.0.0.1 -p $dns "$1" DNSKEY +dnssec +short | grep -q 'DNSKEY'; }
until_true signed sender.example; until_true signed friend.example
echo "friend.example publishes: _$smtp._tcp.mx.friend.example. TLSA 3 1 1 $digest"

step "A resolver that validates: it knows the two domains' keys, as it would by the root"
for domain in sender.example friend.example; do dig @127.0.0.1 -p $dns $domain DNSKEY +noall +answer > "$work/$domain.keys"; done
cat > "$work/unbound.conf" <<C
server:
  interface: 127.0.0.1@$resolver
  username: ""
  chroot: ""
  directory: "$work"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  do-not-query-localhost: no
  cache-max-negative-ttl: 1
  local-zone: "example." static
  local-zone: "sender.example." transparent
  local-zone: "friend.example." transparent
  trust-anchor-file: "$work/sender.example.keys"
  trust-anchor-file: "$work/friend.example.keys"
remote-control:
  control-enable: no
stub-zone:
  name: "sender.example"
  stub-addr: 127.0.0.1@$dns
stub-zone:
  name: "friend.example"
  stub-addr: 127.0.0.1@$dns
C
unbound -d -c "$work/unbound.conf" > "$work/unbound.log" 2>&1 & processes+=($!)
secure() { dig @127.0.0.1 -p $resolver friend.example MX +dnssec | grep -q 'flags:.* ad'; }
until_true secure
run dig @127.0.0.1 -p $resolver friend.example MX +short

step "The recipients' mail server, and the gateway"
python3 samples/outbound-trust/sink.py $smtp "$work/mx.pem" "$work/mx.key" > "$work/sink.log" 2>&1 & processes+=($!)
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=gateway.sender.example -keyout "$work/gateway.key" -out "$work/gateway.pem" 2>/dev/null
hash=$(printf 'secret\n' | dotnet "$cli" accounts hash)
cat > "$work/accounts.yaml" <<C
domains:
  - { domain: sender.example }
accounts:
  - { login: jan@sender.example, password: '$hash', smtp: enabled }
C
cat > "$work/policy.yaml" <<'C'
policy: demo
language: 1
about: Whoever has logged in may send.
rules: [authentication]
---
rule: authentication
about: Nobody sends without a login.
stage: [auth, mail]
authenticate:
  wrong-password: 535 5.1.0 {id} authentication failed
  unknown-user: 535 5.1.0 {id} authentication rejected
  disabled: 535 5.1.0 {id} authentication rejected access disabled
  encryption-required: 538 5.7.11 {id} encryption required
reply: 530 5.7.0 Authentication required
on-error: defer 454 4.7.0 {id} temporary authentication failure
C
cat > "$work/gateway.json" <<C
{ "Submission": {
    "Hostname": "gateway.sender.example", "Policy": "$work/policy.yaml", "DataDirectory": "$work/data",
    "Listeners": [ { "Endpoint": "127.0.0.1:$submission", "Tls": "starttls" } ], "Certificate": { "Path": "$work/gateway.pem", "KeyPath": "$work/gateway.key" },
    "Accounts": { "Path": "$work/accounts.yaml" }, "Admin": { "Socket": "$work/admin.sock" },
    "Dns": { "Servers": [ "127.0.0.1:$resolver" ], "TrustAuthenticatedData": true },
    "Delivery": { "Port": $smtp, "AllowLoopback": true, "Dane": { "SignedName": "friend.example", "BogusName": "none" } },
    "Signing": { "Enabled": true, "NameServers": [ "ns1.hosting.example" ], "UpdateServer": "127.0.0.1:$dns", "UpdateKeyFile": "$work/update.key", "PollInterval": "1s", "RecordTtl": "5s" } } }
C
dotnet "$gateway" --config "$work/gateway.json" > "$work/gateway.log" 2>&1 & processes+=($!)
until_true grep -q 'SMTP listens' "$work/gateway.log"
grep -E 'DANE|SMTP listens' "$work/gateway.log" | sed 's/^[^ ]* //'
send() {
  printf '$ swaks --to eva@friend.example --h-Subject "%s" …\n' "$1"
  swaks --server 127.0.0.1:$submission --tls --auth PLAIN --auth-user jan@sender.example --auth-password secret --from jan@sender.example --to eva@friend.example --h-Subject "$1" \
    | grep -E '^(<~|<\*\*|<~\*) +[245][0-9]{2} .*(accepted|rejected|refused)' || { echo "demo.sh: the gateway did not take it" >&2; cat "$work/gateway.log" >&2; exit 1; }
}
arrived() { [ "$(grep -c 'has a message' "$work/sink.log")" -ge "$1" ]; }

step "The first message: proven by DANE, and not yet signed"
tool tls check friend.example --connect
send "first"; until_true arrived 1; tail -n 1 "$work/sink.log"

step "That message made the domain known: it got keys, and their records were published; once they are seen, they sign"
signs() { dotnet "$cli" dkim list --socket "$work/admin.sock" | grep -q 'signing .*, '; } # with both keys
until_true signs
tool dkim list
send "second"; until_true arrived 2; tail -n 1 "$work/sink.log"

step "Somebody puts another server in its place: what it shows does not match, and mail waits"
# The record is changed instead of the server: the two are the same to the gateway.
before=$(dotnet "$cli" tls check friend.example --json --socket "$work/admin.sock")
{ cat <<C
server 127.0.0.1 $dns
zone friend.example
update delete _$smtp._tcp.mx.friend.example. TLSA
update add _$smtp._tcp.mx.friend.example. 5 TLSA 3 1 1 $(printf '%064d' 7)
send
C
} | nsupdate -k "$work/update.key"
changed() { dig @127.0.0.1 -p $resolver _$smtp._tcp.mx.friend.example TLSA +short | grep -q '00000007$'; }
until_true changed
# The gateway keeps an answer for its TTL, and at least for five seconds.
required() { dotnet "$cli" tls check friend.example --json --socket "$work/admin.sock"; }
forgotten() { [ "$(required)" != "$before" ]; }
until_true forgotten
send "third"
waits() { dotnet "$cli" queue list --json --socket "$work/admin.sock" | grep -q 'TLSA'; }
until_true waits
tool queue list
[ "$(grep -c 'has a message' "$work/sink.log")" = 2 ] || { echo "demo.sh: the third message must not have arrived" >&2; exit 1; }

step "What sender.example still lacks, and the records to publish"
printf '$ submission-policy advise sender.example --dns 127.0.0.1:%s\n' $resolver
dotnet "$cli" advise sender.example --dns 127.0.0.1:$resolver 2>&1 || true
step "Done: two messages delivered by DANE, the second signed, the third kept from the wrong server"

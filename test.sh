#!/usr/bin/env bash
# Builds everything and runs every test: rules, properties, hosts and real peers. Needs the .NET 10 SDK; on Debian it installs the peers that it starts.
# Usage: ./test.sh [options of dotnet test, for example --filter-method "*Mail*"]
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 NUGET_XMLDOC_MODE=skip

command -v dotnet >/dev/null || { echo "test.sh: the .NET 10 SDK is needed; see https://dot.net" >&2; exit 2; }

# Programs that the tests talk to, and the Debian packages that hold them.
declare -A peers=(
  [nsd]=nsd [swaks]=swaks [msmtp]=msmtp [curl]=curl [openssl]=openssl [mmdblookup]=mmdb-bin [perl]=perl
  [python3]=python3 [kill]=procps [clamd]=clamav-daemon [rspamd]=rspamd [spamd]=spamd [postfix]=postfix [node]=nodejs [npm]=npm
  [saslpasswd2]=sasl2-bin [strace]=strace [unbound]=unbound [ldns-signzone]=ldnsutils [named]=bind9 [nsupdate]=bind9-dnsutils [redis-server]=redis-server
  [systemd-socket-activate]=systemd [prlimit]=util-linux
  [s-nail]=s-nail
)
missing=()
for program in "${!peers[@]}"; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || missing+=("${peers[$program]}")
done
perl -MMaxMind::DB::Writer::Tree -e 1 2>/dev/null || missing+=(libmaxmind-db-writer-perl)
perl -MIO::Socket::SSL -MAuthen::SASL -e 1 2>/dev/null || missing+=(libio-socket-ssl-perl libauthen-sasl-perl)
perl -MMail::DKIM::Verifier -e 1 2>/dev/null || missing+=(libmail-dkim-perl)
/usr/bin/python3 -c 'import dkim, nacl' 2>/dev/null || missing+=(python3-dkim python3-nacl)
ls /usr/lib/*/sasl2/libplain.so.2 >/dev/null 2>&1 || missing+=(libsasl2-modules)
ls /usr/lib/*/sasl2/libsasldb.so.2 >/dev/null 2>&1 || missing+=(libsasl2-modules-db)
ls /usr/lib/*/libicuuc.so.* >/dev/null 2>&1 || missing+=(libicu72)
ls /usr/lib/*/libgnutls-dane.so.0 /usr/lib/*/libidn.so.12 /usr/lib/*/libevent-2.1.so.7 >/dev/null 2>&1 || missing+=(libgnutls-dane0 libidn12 libevent-2.1-7)
[ -x /usr/lib/postgresql/15/bin/initdb ] || missing+=(postgresql-15)
# The test suite of RFC 7208 is part of its documentation, which a small system leaves out.
ls /usr/share/doc/python3-spf/rfc7208-tests.yml* >/dev/null 2>&1 || missing+=(python3-spf)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing: ${missing[*]}"
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  # A package that starts a service would take ports that are none of ours.
  policy=/usr/sbin/policy-rc.d
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null; $sudo chmod +x $policy; trap '$sudo rm -f $policy' EXIT; }
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends --reinstall -o 'Dpkg::Options::=--path-include=/usr/share/doc/python3-spf/*' "${missing[@]}" >/dev/null
fi

# Mail servers that cannot be installed beside Postfix: they are unpacked only, and the tests run them where nothing else sees them.
unpacked=/var/cache/submission-peers
for package in exim4-daemon-light opensmtpd nullmailer; do
  [ -d $unpacked/$package ] && continue
  echo "Unpacking: $package"
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  folder=$(mktemp -d)
  ( cd "$folder" && { apt-get download -qq $package || { $sudo apt-get update -qq && apt-get download -qq $package; }; } >/dev/null 2>&1 )
  $sudo mkdir -p $unpacked
  $sudo dpkg-deb --extract "$folder"/*.deb $unpacked/$package.part
  $sudo mv $unpacked/$package.part $unpacked/$package
  rm -rf "$folder"
done

# One compiler that stays for all projects, under a name of its own and ended afterwards: each would else load and warm up its own, which takes three times as long.
compiler="submission-policy-$$"
dotnet build Submission.Policy.sln -c Release -v quiet -clp:ErrorsOnly -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" || built=$?
pkill -f -- "-pipename:$compiler" || true
[ "${built:-0}" -eq 0 ] || exit "$built"
dotnet format whitespace --folder . --verify-no-changes
echo "Built, and formatted as .editorconfig says."

log=$(mktemp)
status=0
PATH="$PATH:/usr/sbin:/sbin" dotnet test --solution Submission.Policy.sln -c Release --no-build --max-parallel-test-modules 1 --no-progress "$@" 2>&1 | tee "$log" || status=$?

passed=$(sed -n 's/^ *succeeded: *\([0-9]*\).*/\1/p' "$log" | tail -n 1)
failed=$(sed -n 's/^ *failed: *\([0-9]*\).*/\1/p' "$log" | tail -n 1)
# What failed stands far above by now.
grep '^failed ' "$log" | head -n 100 || true
rm -f "$log"
echo
echo "${passed:-0} passed, ${failed:-0} failed"
[ "$status" -eq 0 ] && [ "${passed:-0}" -gt 0 ]

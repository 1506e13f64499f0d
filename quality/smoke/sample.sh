#!/usr/bin/env bash
# Does what a newcomer does: `npm start -- --sample` on the Node of the machine, then follows the link that is printed.
# Passes when the console and the recommendations answer, signed in, within three minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
port=${PORT:-18080}
setsid npm start --silent -- --sample --port "$port" --data "$work/data" >"$work/out" 2>"$work/err" &
pid=$!
finish() {
  # npm, its shell and the control plane are one process group.
  kill -TERM -- "-$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  for _ in $(seq 1 50); do pgrep -g "$pid" >/dev/null || break; sleep 0.1; done
  rm -rf "$work"
}
trap finish EXIT
started=$SECONDS
link=''
while [ $((SECONDS - started)) -lt 180 ]; do
  link=$(grep -oE "http://[^ ]*/welcome#[A-Za-z0-9_-]+" "$work/out" | head -n 1 || true)
  [ -n "$link" ] && break
  kill -0 "$pid" 2>/dev/null || { cat "$work/out" "$work/err"; echo 'the control plane ended before it was ready'; exit 1; }
  sleep 0.5
done
[ -n "$link" ] || { cat "$work/out" "$work/err"; echo 'no sign-in link within 180 s'; exit 1; }
code=${link##*#}
base="http://127.0.0.1:$port"
curl -fsS -c "$work/cookies" -H 'content-type: application/json' -H "origin: $base" -d "{\"code\":\"$code\"}" "$base/api/v1/session" >"$work/who"
curl -fsS -H 'accept: text/html' "$base/recommendations" | grep -q '<div id="root"' || { echo 'the console did not answer'; exit 1; }
for _ in $(seq 1 60); do
  total=$(curl -fsS -b "$work/cookies" "$base/api/v1/recommendations?status=unhealthy" | grep -oE '"total":[0-9]+' | cut -d: -f2)
  [ "${total:-0}" -gt 0 ] && break
  sleep 0.5
done
[ "${total:-0}" -gt 0 ] || { echo 'no recommendation within 30 s of the start'; exit 1; }
echo "signed in by the link, $total unhealthy recommendations after $((SECONDS - started)) s"

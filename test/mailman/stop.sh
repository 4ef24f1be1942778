#!/usr/bin/env bash
# Ends the Mailman that start.sh started in <folder>.
set -u
pid=$(cat "$1/master.pid" 2>/dev/null) || exit 0
kill -TERM "$pid" 2>/dev/null
for _ in $(seq 40); do
  kill -0 "$pid" 2>/dev/null || exit 0
  sleep 0.25
done
kill -KILL "$pid" 2>/dev/null
exit 0
